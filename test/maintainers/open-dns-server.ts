import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

/** What a server says of a name: records, that it is there without any of the kind that is asked for, or what goes wrong. */
export type DnsAnswer =
  | { mx?: readonly string[]; a?: readonly string[]; ns?: readonly string[] }
  | 'denied'
  | 'failure'
  | 'silent';

export interface DnsServer extends AsyncDisposable {
  /** `127.0.0.1:port` */
  address: string;
  /** Of a name, or of one kind of record of it (`example.org MX`). What nothing is said of does not exist. */
  say(name: string, answer: DnsAnswer): void;
  /** `example.org MX`, each question once for every time that it came. */
  taken(): string[];
}

const KINDS: Record<number, string> = { 1: 'A', 2: 'NS', 15: 'MX', 28: 'AAAA' };
const [SERVFAIL, NXDOMAIN] = [2, 3];

/** A DNS server (RFC 1035, over UDP) that knows what a test tells it. */
export async function openDnsServer(): Promise<DnsServer> {
  const answers = new Map<string, DnsAnswer>();
  let questions: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    const { name, kind, end } = readQuestion(message);
    questions.push(`${name} ${kind}`);
    const answer = answers.get(`${name} ${kind}`) ?? answers.get(name) ?? 'denied';
    if (answer === 'silent') return;
    const code = answer === 'denied' ? NXDOMAIN : answer === 'failure' ? SERVFAIL : 0;
    const records = typeof answer === 'string' ? [] : recordsOf(answer, kind);
    const header = Buffer.alloc(12);
    message.copy(header, 0, 0, 2);
    // An answer, recursion desired and available.
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    socket.send(Buffer.concat([header, message.subarray(12, end), ...records]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    say: (name, answer) => void answers.set(name, answer),
    taken() {
      const all = questions;
      questions = [];
      return all;
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(message: Buffer): { name: string; kind: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at]!; length > 0; length = message[at]!) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = message.readUInt16BE(at + 1);
  return { name: labels.join('.').toLowerCase(), kind: KINDS[type] ?? String(type), end: at + 5 };
}

function recordsOf({ mx = [], a = [], ns = [] }: Exclude<DnsAnswer, string>, kind: string): Buffer[] {
  if (kind === 'MX') return mx.map((host) => record(15, Buffer.concat([Buffer.from([0, 10]), nameOf(host)])));
  if (kind === 'NS') return ns.map((host) => record(2, nameOf(host)));
  return kind === 'A' ? a.map((address) => record(1, Buffer.from(address.split('.').map(Number)))) : [];
}

function record(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  // The name is the question's.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function nameOf(host: string): Buffer {
  const labels = host.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
