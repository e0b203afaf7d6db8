/** 90 → `1 hour 30 minutes`; the two largest units that are there, the rest rounded up, so that nobody comes too early. */
export function durationText(minutes: number): string {
  let rest = Math.max(0, Math.ceil(minutes));
  if (rest >= 24 * 60) rest = Math.ceil(rest / 60) * 60;
  const parts = [
    unit(Math.floor(rest / (24 * 60)), 'day'),
    unit(Math.floor(rest / 60) % 24, 'hour'),
    unit(rest % 60, 'minute'),
  ].filter((part) => part !== '');
  return parts.join(' ') || '0 minutes';
}

function unit(number: number, name: string): string {
  return number === 0 ? '' : `${number} ${name}${number === 1 ? '' : 's'}`;
}
