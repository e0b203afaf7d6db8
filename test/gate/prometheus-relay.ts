import { type LocalServer, startServer } from '../osv/local-server.ts';

/** What a Prometheus answers: as the real one does (`relay`), not at all (`down`), or a result of its own. */
export type Mood = 'relay' | 'down' | Told | ((query: string) => Told);

interface Told {
  resultType: string;
  result: unknown;
}

export interface PrometheusRelay extends LocalServer {
  mood: Mood;
  /** Called before each answer. */
  asked: () => Promise<void>;
}

/** Stands between the service and a real Prometheus, to have what happens in between happen. */
export async function startPrometheusRelay(real: string | undefined): Promise<PrometheusRelay> {
  const server = await startServer(async (request, response, body) => {
    await relay.asked();
    const { mood } = relay;
    if (mood === 'down' || (mood === 'relay' && real === undefined)) return void request.socket.destroy();
    if (mood !== 'relay') {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(
        JSON.stringify({
          status: 'success',
          data: typeof mood === 'function' ? mood(new URLSearchParams(body).get('query') ?? '') : mood,
        }),
      );
    }
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const answer = await fetch(`${real}${request.url}`, { method: 'POST', headers, body });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  const relay: PrometheusRelay = { ...server, mood: 'relay', asked: async () => {} };
  return relay;
}

/** One sample of a vector, whatever its value is. */
export function vectorOf(value: unknown): Told {
  return { resultType: 'vector', result: [{ metric: {}, value: [Date.now() / 1000, value] }] };
}
