const DAY = 86_400;

/**
 * Ten days of two services in OpenMetrics, until `now` (Unix time): `shop` answers ten requests a second, one in a hundred of them badly;
 * `broken` does so well until an hour ago, and not one since.
 */
export function shopAndBroken(now: number, days = 10): string {
  const start = now - days * DAY;
  const recent = now - 7 * 3600;
  const moments: number[] = [];
  for (let at = start; at <= now; at += at < recent ? 300 : 30) moments.push(at);
  const outage = now - 3600;
  const series: [job: string, code: string, count: (at: number) => number][] = [
    ['shop', '200', (at) => (at - start) * 9.9],
    ['shop', '500', (at) => (at - start) / 10],
    ['broken', '200', (at) => (Math.min(at, outage) - start) * 10],
    ['broken', '500', (at) => Math.max(0, at - outage) * 10],
  ];
  const lines = series.flatMap(([job, code, count]) =>
    moments.map((at) => `http_requests_total{job="${job}",code="${code}"} ${count(at)} ${at}`),
  );
  return ['# TYPE http_requests counter', ...lines, '# EOF', ''].join('\n');
}
