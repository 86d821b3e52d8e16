import { own, pick } from '../../parsing/facts.ts';
import { revertTimer } from '../../parsing/revert-timer.ts';
import type { Fact } from '../../vendor.ts';

const mostProcesses = 3;

export function parseVersion(text: string): Fact[] {
  return pick(text, [
    { name: 'software_version', pattern: /^Cisco IOS XE Software, Version (\S+)/m },
    { name: 'last_restart', pattern: /^System returned to ROM by (.+)$/m },
  ]);
}

/** Columns: pid, run time, invoked, µs, shares of 5 s, 1 min and 5 min, terminal, name. */
export function parseProcessesCpu(text: string): Fact[] {
  const rows = [...text.matchAll(/^ *\d+ +\d+ +\d+ +\d+ +([\d.]+)% +[\d.]+% +[\d.]+% +\d+ (.+?) *$/gm)];
  return [
    ...pick(text, [{ name: 'cpu_pct', pattern: /CPU utilization for five seconds: (\d+)%/, numeric: true }]),
    ...rows
      .slice(0, mostProcesses)
      .flatMap(([, share, name], i) => [
        own(`busiest_${i + 1}`, name!),
        own(`busiest_${i + 1}_cpu_pct`, Number(share)),
      ]),
  ];
}

/** Columns: pid, terminal, allocated, freed, holding, two buffer counts, name. */
export function parseProcessesMemory(text: string): Fact[] {
  const pool = /Processor Pool Total: +(\d+) Used: +(\d+)/.exec(text);
  const rows = [...text.matchAll(/^ *\d+ +\d+ +\d+ +\d+ +(\d+) +\d+ +\d+ (.+?) *$/gm)].filter(
    ([, , name]) => name !== '*Dead*',
  );
  const usedPct = pool ? [own('memory_used_pct', Math.round((1000 * Number(pool[2])) / Number(pool[1])) / 10)] : [];
  return [
    ...usedPct,
    ...rows
      .slice(0, mostProcesses)
      .flatMap(([, holding, name], i) => [
        own(`largest_${i + 1}`, name!),
        own(`largest_${i + 1}_holding_mb`, Math.round(Number(holding) / 104_857.6) / 10),
      ]),
  ];
}

/** Cisco's command reference, `show archive config rollback timer`. */
export function parseRevertTimer(text: string): Fact[] {
  return revertTimer(text, { running: /^Timer value: \d+ min/m, none: /^%No Rollback Confirmed Change pending/m });
}
