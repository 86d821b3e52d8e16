import { untilCalm } from '../../calm.ts';
import { isFinal, type PlanReport, readIncident, until } from '../../incident-report.ts';
import { decide } from '../../story.ts';
import { makeFault } from '../faults/faults.ts';
import { processesOf } from '../network/control-groups.ts';
import { killDevice, startDevice, waitForDevice } from '../network/devices.ts';
import { run, sleep } from '../network/run.ts';
import type { Breaker, BreakPoint } from './breaker.ts';
import { doByHand } from './by-hand.ts';
import { compareConfigurations, describeDifference, readConfigurations } from './configurations.ts';
import type { LabSetting } from './lab-setting.ts';
import { incidentAt } from './play-lab-story.ts';

/** One way in which a change breaks, and what became of the plan and of the devices. */
export interface CutReport {
  what: string;
  /** Whether it came to that. */
  happened: boolean;
  /** The first end of the plan, and the last when it had another later. */
  states: string[];
  /** Seconds from the approval to the last of them. */
  seconds: number | null;
  /** When the plan has ended, or half a minute after the timers of the devices are over. */
  configuration: string;
}

const fault = { kind: 'delay', link: 'L1', ms: 78 } as const;
const giveBack = ['Router-A', 'Router-B'].map((device) => ({ device, line: 'frr-reload --reload nocturne' }));
const incidentWithinMs = 120_000;
const planWithinMs = 60_000;
const hungMs = 40_000;

export interface Cutting {
  setting: LabSetting;
  breaker: Breaker;
  /** How long the timers of the devices run. */
  revertSeconds: number;
  tell: (line: string) => void;
}

/** Makes L1 slow, lets a persona approve the change of its costs, and breaks something in the middle of it. Mends everything afterwards. */
export async function playCut(
  { setting, breaker, revertSeconds, tell }: Cutting,
  what: string,
  point: BreakPoint | null,
): Promise<CutReport> {
  const { spec, bot } = setting;
  await untilCalm(setting, tell);
  const before = await readConfigurations(spec);
  const since = Date.now();
  const undo = await makeFault(spec, fault);
  const report: CutReport = { what, happened: false, states: [], seconds: null, configuration: 'not tried' };
  try {
    const id = await until(() => incidentAt(setting, fault, since), incidentWithinMs);
    const plan = async (): Promise<PlanReport | undefined> =>
      id ? (await readIncident(bot, id)).plans.at(-1) : undefined;
    if (!id || !(await until(plan, planWithinMs))) return report;
    // What was read for the plan has its connections behind it.
    await sleep(500);
    breaker.arm(point);
    const approved = Date.now();
    await decide(setting, { decision: 'approve', tell: () => undefined, read: () => readIncident(bot, id) });
    const states: string[] = [];
    const settled = async () => {
      const now = await plan();
      if (!now || !(isFinal(now) || now.state === 'unknown')) return undefined;
      if (states.at(-1) !== now.state) states.push(now.state);
      return isFinal(now) ? true : undefined;
    };
    await until(settled, (revertSeconds + 90) * 1000, 300);
    const seconds = Math.round((Date.now() - approved) / 100) / 10;
    const difference = compareConfigurations(before, await readConfigurations(spec));
    tell(`${what}: ${states.join(', then ')}; ${describeDifference(difference)}`);
    return {
      what,
      happened: point === null || breaker.done,
      states,
      seconds,
      configuration: describeDifference(difference),
    };
  } finally {
    await undo();
    await doByHand(giveBack, tell);
    await sleep(8000);
  }
}

/** Stops a device's sshd and what runs in its sessions, and lets them go on after a while. */
export function hang(device: string): void {
  const pids = processesOf(device).join(',');
  void run(['ps', '-o', 'pid=,comm=', '-p', pids]).then(async (text) => {
    const stopped = text
      .split('\n')
      .flatMap((line) => (/^\s*(\d+) (sshd|vtysh)$/.exec(line) ? [Number.parseInt(line, 10)] : []));
    const all = (signal: 'SIGSTOP' | 'SIGCONT') => {
      for (const pid of stopped)
        try {
          process.kill(pid, signal);
        } catch {
          // It has ended meanwhile.
        }
    };
    all('SIGSTOP');
    await sleep(hungMs);
    all('SIGCONT');
  });
}

/** A device loses its power, and starts again at once. */
export function reboot(device: string): void {
  void killDevice(device).then(() => {
    startDevice(device);
    return waitForDevice(device);
  });
}

/**
 * Plays a change that nothing breaks; then a device that hangs in the middle of its change, and one that restarts; then a change for each
 * connection that is cut in the middle. Tells of each when it is over.
 */
export async function playCuts(cutting: Cutting, hear: (report: CutReport) => void): Promise<void> {
  const { breaker, tell } = cutting;
  const whole = await playCut(cutting, 'nothing breaks', null);
  hear(whole);
  const steps = breaker.seen();
  tell(`pieces sent over each connection: ${steps.map(({ device, pieces }) => `${device} ${pieces}`).join(', ')}`);
  if (whole.states.length === 0 || steps.length === 0)
    throw new Error('No change was made, so there is nothing to break');
  const middle = (connection: number) => ({
    connection,
    pieces: Math.max(1, Math.ceil((steps[connection]!.pieces + handshakePieces) / 2)),
  });
  // Where lines of configuration are sent there are most pieces.
  const busiest = steps.reduce((most, { pieces }, i) => (pieces > steps[most]!.pieces ? i : most), 0);
  const { device: busy } = steps[busiest]!;
  const during = (what: string, act: (device: string) => void) =>
    playCut(cutting, `${busy} ${what} in the middle of its change`, { ...middle(busiest), act });
  hear(await during(`hangs for ${hungMs / 1000} s`, hang));
  hear(await during('restarts', reboot));
  for (const [connection, { device }] of steps.entries()) {
    const what = `connection ${connection + 1} of ${steps.length}, to ${device}, is cut in the middle`;
    hear(await playCut(cutting, what, middle(connection)));
  }
}

/** Pieces that a login takes. */
const handshakePieces = 7;

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
const columns = ['what happens', 'the plan is', 'seconds after the approval', 'configuration of all devices'];

/** The head of a table in Markdown. */
export const cutHeader = row(columns) + row(columns.map(() => '---'));

/** A row of it. */
export const describeCut = ({ what, happened, states, seconds, configuration }: CutReport): string =>
  row([
    `${what}${happened ? '' : ' (it did not come to that)'}`,
    states.join(', then ') || 'without an end',
    seconds === null ? '-' : seconds.toFixed(1),
    configuration,
  ]);
