import { columnsOf } from '../../parsing/columns.ts';
import { own, pick } from '../../parsing/facts.ts';
import { type Ranked, ranking } from '../../parsing/ranking.ts';
import { revertTimer } from '../../parsing/revert-timer.ts';
import type { Fact } from '../../vendor.ts';

/** The release of IOS-XE; on releases and machines that do not tell it apart, that of IOS. */
export function parseVersion(text: string): Fact[] {
  const ownRelease = pick(text, [
    { name: 'software_version', pattern: /^Cisco IOS[ -]XE Software, Version ([^\s,]+)/im },
  ]);
  const ofIos = pick(text, [{ name: 'software_version', pattern: /^Cisco IOS Software\b.*, Version ([^\s,]+)/m }]);
  return [
    ...(ownRelease.length > 0 ? ownRelease : ofIos),
    ...pick(text, [{ name: 'last_restart', pattern: /^System returned to ROM by (.+)$/m }]),
  ];
}

/**
 * Columns: pid, run time, invoked, µs, shares of 5 s, 1 min and 5 min (with or without a sign), terminal, name. Where each core has a line of its
 * own, `cpu_pct` is their mean.
 */
export function parseProcessesCpu(text: string): Fact[] {
  const loads = [...text.matchAll(/^(?:Core \d+: )?CPU utilization for five seconds: +(\d+)%/gm)].map(firstGroup);
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
  const rows = tableRows(text).map((words): Ranked | null => {
    const [shares, name] = [words.slice(4, 7), words.slice(8).join(' ')];
    const isRow = shares.length === 3 && shares.every((share) => /^\d+(?:\.\d+)?%?$/.test(share));
    return isRow && name !== '' ? { name, value: Number(shares[0]!.replace('%', '')) } : null;
  });
  return [
    ...(loads.length === 0 ? [] : [own('cpu_pct', Math.round(10 * mean) / 10)]),
    ...ranking(rows, { prefix: 'busiest', unit: 'cpu_pct' }),
  ];
}

const firstGroup = ([, value]: RegExpMatchArray) => Number(value);

/** What is given back by processes that ended, not what one holds. */
const noProcess = '*Dead*';

/** Columns: pid, terminal, allocated, freed, holding, two buffer counts, name. */
export function parseProcessesMemory(text: string): Fact[] {
  const pool =
    /Processor Pool Total: +(\d+) Used: +(\d+)/.exec(text) ??
    /^System memory *: +(\d+)K total, +(\d+)K used/m.exec(text);
  const rows = tableRows(text).map((words): Ranked | null => {
    const [numbers, name] = [words.slice(1, 7), words.slice(7).join(' ')];
    const isRow = numbers.length === 6 && numbers.every((word) => /^\d+$/.test(word));
    return isRow && name !== '' ? { name, value: Number(words[4]) / 1024 ** 2 } : null;
  });
  return [
    ...(pool ? [own('memory_used_pct', Math.round((1000 * Number(pool[2])) / Number(pool[1])) / 10)] : []),
    ...ranking(
      rows.filter((row) => row?.name !== noProcess),
      { prefix: 'largest', unit: 'holding_mb' },
    ),
  ];
}

/** Lines that begin with a pid; one of two words is the total. */
const tableRows = (text: string) =>
  text
    .split('\n')
    .map(columnsOf)
    .filter((words) => words.length > 2 && /^\d+$/.test(words[0]!));

/** Cisco's command reference, `show archive config rollback timer`. */
export function parseRevertTimer(text: string): Fact[] {
  return revertTimer(text, { running: /^Timer value: \d+ min/m, none: /^%No Rollback Confirmed Change pending/m });
}
