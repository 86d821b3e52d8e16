import { findIncident, type IncidentReport, readIncident, until } from './incident-report.ts';
import type { LoggedCommand } from './network/start-network.ts';
import type { Setting } from './setting.ts';

export const killPoints = ['detected', 'diagnosed', 'planPosted', 'approved', 'executing', 'verifying'] as const;
export type KillPoint = (typeof killPoints)[number];

export interface CrashOptions {
  point: KillPoint;
  signal: 'SIGKILL' | 'SIGTERM';
  tell: (line: string) => void;
}

/** When the bot was killed and when it was ready again, milliseconds since 1970. */
export interface Crash {
  point: KillPoint;
  killedAt: number;
  readyAt: number;
}

interface Sight {
  report: IncidentReport;
  journal: ReturnType<Setting['workspace']['journal']>;
}

const pollMs = 15;
const withinMs = 180_000;

/** Points that show in the product's API or in the workspace. */
const sights: Partial<Record<KillPoint, (sight: Sight) => boolean>> = {
  detected: () => true,
  diagnosed: ({ report }) => report.diagnosis !== null,
  planPosted: ({ journal }) => journal.some(isCard),
  verifying: ({ report }) => report.plans.at(-1)?.state === 'verifying',
};

const isCard = (entry: Sight['journal'][number]) =>
  entry.kind === 'call' && entry.method === 'chat.postMessage' && JSON.stringify(entry.args).includes('plan_approve');

/**
 * Kills the bot as soon as the point of the story is seen from outside, and starts it again. What the routers tell is acted upon before the
 * device has answered the line, so "executing" is always between the first change line and the answer to it.
 */
export async function crashAt(setting: Setting, since: number, options: CrashOptions): Promise<Crash | null> {
  const { bot } = setting;
  const wait = options.point in sights ? onSight : onCommand;
  const stopped = await wait(setting, since, options);
  if (!stopped) return null;
  options.tell(`${options.signal} to the bot: ${options.point}`);
  await stopped.ended;
  options.tell('starting the bot again');
  await bot.start();
  return { point: options.point, killedAt: stopped.at, readyAt: Date.now() };
}

type Stopped = { at: number; ended: Promise<void> };

function kill({ bot }: Setting, { signal }: CrashOptions): Stopped {
  return { at: Date.now(), ended: bot.stop(signal) };
}

async function onSight(setting: Setting, since: number, options: CrashOptions): Promise<Stopped | undefined> {
  const { bot, workspace } = setting;
  const isThere = sights[options.point]!;
  const id = await until(() => findIncident(bot, since), withinMs, pollMs);
  if (!id) return undefined;
  const look = async () => {
    const sight = { report: await readIncident(bot, id), journal: workspace.journal() };
    return isThere(sight) ? kill(setting, options) : undefined;
  };
  return until(look, withinMs, pollMs);
}

/** "approved": the first line after the last vote that was needed, when the product reads the devices again before it changes them. */
async function onCommand(setting: Setting, since: number, options: CrashOptions): Promise<Stopped | undefined> {
  const { network, bot, workspace } = setting;
  const votesNeeded = async () => {
    const id = await findIncident(bot, since);
    return id === undefined ? undefined : (await readIncident(bot, id)).plans.at(-1)?.content.approvals;
  };
  const needed = options.point === 'approved' ? await until(votesNeeded, withinMs, pollMs) : 0;
  if (needed === undefined) return undefined;
  const isThere = (command: LoggedCommand) =>
    options.point === 'executing' ? isChange(command) : pressesOfApprove(workspace, since) >= needed;
  return new Promise((resolve) => {
    const end = (stopped?: Stopped) => {
      clearTimeout(timer);
      stop();
      resolve(stopped);
    };
    const timer = setTimeout(end, withinMs);
    const stop = network.onCommand((command) => {
      if (isThere(command)) end(kill(setting, options));
    });
  });
}

/** A line that alters the device and that a person or program gave to it; its own revert timer is neither. */
export function isChange({ effect, user }: LoggedCommand): boolean {
  return effect === 'change' && user !== '(device)';
}

function pressesOfApprove({ journal }: Setting['workspace'], since: number): number {
  const isPress = ({ kind, what, action_id: id, at }: ReturnType<typeof journal>[number]) =>
    kind === 'control' && what === 'press' && id === 'plan_approve' && at >= since;
  return journal().filter(isPress).length;
}
