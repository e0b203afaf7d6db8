import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of a process group in MB. 0 where the system does not tell. */
export function groupMemory(group: number): number {
  return process.platform === 'linux' ? fromProc(group) : fromPs(group);
}

function fromProc(group: number): number {
  let kilobytes = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
      // The name before it is in parentheses and can hold anything: state, parent, group follow the last one.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(fields[2]) !== group) continue;
      const resident = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${entry}/status`, 'latin1'));
      kilobytes += Number(resident?.[1] ?? 0);
    } catch {
      // It ended meanwhile.
    }
  }
  return kilobytes / 1024;
}

function fromPs(group: number): number {
  try {
    const lines = execFileSync('ps', ['-A', '-o', 'pgid=,rss='], { encoding: 'utf8', timeout: 2000 }).split('\n');
    const rows = lines.map((line) => line.trim().split(/\s+/).map(Number));
    const kilobytes = rows.filter(([pgid]) => pgid === group).reduce((sum, [, rss = 0]) => sum + rss, 0);
    return kilobytes / 1024;
  } catch {
    return 0;
  }
}
