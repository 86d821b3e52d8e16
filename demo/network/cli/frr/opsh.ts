import { nominalMemoryMb } from '../../world/processes.ts';
import { pingTimes, traceroute } from '../reachability.ts';
import type { DeviceContext, Effect, ShellResult } from '../session.ts';
import type { Snapshots } from './snapshots.ts';

interface Verb {
  form: RegExp;
  effect: Effect;
  run(context: DeviceContext, snapshots: Snapshots, words: string[]): string | { error: string };
}

const name = '([A-Za-z0-9][A-Za-z0-9._-]{0,63})';

/**
 * The restricted operator shell: what vtysh has no words for. It is no shell at all: a line either has one of these forms or is refused.
 *
 *     show processes cpu | show processes memory
 *     process restart zebra|ospfd|bgpd|staticd|telemetryd
 *     process kill PID
 *     copy-running NAME              keeps the running configuration under a name
 *     show snapshots | show snapshot NAME
 *     frr-reload --test NAME         the lines that would go and come
 *     frr-reload --reload NAME       makes the running configuration that copy again
 *     revert-in SECONDS NAME         the device does so by itself after that time (1–86400), unless
 *     revert-cancel                  is given; `show revert` tells what is armed
 *     ping ADDRESS count N           1–100 packets; traceroute ADDRESS
 */
const verbs: Verb[] = [
  { form: /^show processes cpu$/, effect: 'read', run: (context) => processesByCpu(context) },
  { form: /^show processes memory$/, effect: 'read', run: (context) => processesByMemory(context) },
  {
    form: /^process restart (zebra|ospfd|bgpd|staticd|telemetryd)$/,
    effect: 'change',
    run: ({ world, device, clock }, _snapshots, [process = '']) =>
      world.restartProcess(device.name, process, clock())
        ? `ok: restarted ${process}\n`
        : { error: `% Unknown process: ${process}` },
  },
  {
    form: /^process kill (\d{1,9})$/,
    effect: 'change',
    run: ({ world, device, clock }, _snapshots, [pid = '']) =>
      Number(pid) > 1 && world.killProcess(device.name, Number(pid), clock())
        ? `signalled ${pid}\n`
        : { error: '% bad pid' },
  },
  {
    form: new RegExp(`^copy-running ${name}$`),
    effect: 'read',
    run: (_context, snapshots, [copy = '']) =>
      `ok: saved ${copy}, ${snapshots.save(copy).trimEnd().split('\n').length} lines\n`,
  },
  {
    form: /^show snapshots$/,
    effect: 'read',
    run: (_context, snapshots) =>
      snapshots
        .names()
        .map((copy) => `${copy}\n`)
        .join(''),
  },
  {
    form: new RegExp(`^show snapshot ${name}$`),
    effect: 'read',
    run: (_context, snapshots, [copy = '']) => snapshots.text(copy) ?? noSnapshot(copy),
  },
  {
    form: new RegExp(`^frr-reload --test ${name}$`),
    effect: 'read',
    run: (_context, snapshots, [copy = '']) => {
      const difference = snapshots.difference(copy);
      return difference ? describeDifference(difference) : noSnapshot(copy);
    },
  },
  {
    form: new RegExp(`^frr-reload --reload ${name}$`),
    effect: 'change',
    run: (_context, snapshots, [copy = '']) => (snapshots.restore(copy) ? `ok: reloaded ${copy}\n` : noSnapshot(copy)),
  },
  {
    form: new RegExp(`^revert-in (\\d{1,5}) ${name}$`),
    effect: 'change',
    run: (_context, snapshots, [seconds = '', copy = '']) => {
      if (Number(seconds) < 1 || Number(seconds) > 86_400) return { error: '% seconds must be 1 to 86400' };
      return snapshots.revertIn(Number(seconds), copy) ? `ok: revert to ${copy} in ${seconds} s\n` : noSnapshot(copy);
    },
  },
  {
    form: /^revert-cancel$/,
    effect: 'change',
    run: (_context, snapshots) => {
      const pending = snapshots.cancelRevert();
      return pending ? `ok: revert to ${pending.snapshot} cancelled\n` : { error: '% no revert is pending' };
    },
  },
  {
    form: /^show revert$/,
    effect: 'read',
    run: ({ clock }, snapshots) => {
      const pending = snapshots.pending();
      return pending
        ? `revert to ${pending.snapshot} in ${Math.ceil((pending.at - clock()) / 1000)} s\n`
        : 'no revert is pending\n';
    },
  },
  {
    form: /^ping ((?:\d{1,3}\.){3}\d{1,3}) count (\d{1,3})$/,
    effect: 'read',
    run: (context, _snapshots, [address = '', count = '']) =>
      Number(count) >= 1 && Number(count) <= 100
        ? pingTimes(context, address, Number(count))
        : { error: '% count must be 1 to 100' },
  },
  {
    form: /^traceroute ((?:\d{1,3}\.){3}\d{1,3})$/,
    effect: 'read',
    run: (context, _snapshots, [address = '']) => traceroute(context, address),
  },
];

export function runOpsh(context: DeviceContext, snapshots: Snapshots, line: string): ShellResult {
  for (const verb of verbs) {
    const match = verb.form.exec(line);
    if (!match) continue;
    const done = verb.run(context, snapshots, match.slice(1));
    if (typeof done === 'string') return { output: done, exitCode: 0, effect: verb.effect };
    return { output: `${done.error}\n`, exitCode: 1, effect: 'read' };
  }
  return { output: `% Unknown command: ${line}\n`, exitCode: 1, effect: 'read' };
}

function noSnapshot(copy: string) {
  return { error: `% No such snapshot: ${copy}` };
}

/** The eight busiest: number, name, % of the processor, % of memory. */
function processesByCpu({ device }: DeviceContext): string {
  const ordinary = Math.max(0, device.load.cpuPct - device.hog.pct);
  const rows = device.processes.list().map((process) => {
    const hogPct = process.name === device.hog.process ? device.hog.pct : 0;
    const memoryPct = (100 * residentKb(device.leaks, process)) / (nominalMemoryMb * 1024);
    return { process, cpuPct: ordinary * process.weight + hogPct, memoryPct };
  });
  rows.sort((x, y) => y.cpuPct - x.cpuPct || x.process.pid - y.process.pid);
  const top = rows.slice(0, 8);
  return top
    .map(
      ({ process, cpuPct, memoryPct }) =>
        `${process.pid} ${process.name} ${cpuPct.toFixed(1)} ${memoryPct.toFixed(1)}\n`,
    )
    .join('');
}

function processesByMemory({ device }: DeviceContext): string {
  const rows = device.processes.list().map((process) => {
    const leakedKb = Math.round((device.leaks.get(process.name) ?? 0) * 1024);
    return { ...process, residentKb: process.residentKb + leakedKb, virtualKb: process.virtualKb + leakedKb };
  });
  rows.sort((x, y) => y.residentKb - x.residentKb);
  const lines = rows.map(
    (row) =>
      `${String(row.pid).padStart(7)} ${row.name.padEnd(15)} ${String(row.residentKb).padStart(5)} ${String(row.virtualKb).padStart(6)}`,
  );
  return `${['    PID COMMAND           RSS    VSZ', ...lines].join('\n')}\n`;
}

function residentKb(leaks: ReadonlyMap<string, number>, process: { name: string; residentKb: number }): number {
  return process.residentKb + (leaks.get(process.name) ?? 0) * 1024;
}

/** As `frr-reload.py --test` prints it. */
function describeDifference({ remove, add }: { remove: string[]; add: string[] }): string {
  const negate = (line: string) =>
    line.includes('\n') ? line.replace('\n ', '\n no ').replace('\n no no ', '\n ') : `no ${line}`;
  const part = (title: string, lines: string[]) =>
    lines.length > 0 ? `\n${title}\n${'='.repeat(title.length)}\n${lines.map((line) => `${line}\n`).join('')}` : '';
  return part('Lines To Delete', remove.map(negate)) + part('Lines To Add', add);
}
