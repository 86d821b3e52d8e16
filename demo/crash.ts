import { findIncident, type IncidentReport, readIncident, until } from './incident-report.ts';
import type { LoggedCommand } from './network/logged-command.ts';
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
  const { point, signal, tell } = options;
  const stopped = await actAt(setting, { since, point }, () => ({ at: Date.now(), ended: bot.stop(signal) }));
  if (!stopped) return null;
  tell(`${signal} to the bot: ${point}`);
  await stopped.ended;
  tell('starting the bot again');
  await bot.start();
  return { point, killedAt: stopped.at, readyAt: Date.now() };
}

/** Acts as soon as the point of the story is seen from outside. Undefined when it never comes. */
export function actAt<T>(
  setting: Setting,
  { point, since }: { point: KillPoint; since: number },
  act: () => T,
): Promise<T | undefined> {
  const isThere = sights[point];
  return isThere ? onSight(setting, since, { isThere, act }) : onCommand(setting, since, { point, act });
}

async function onSight<T>(
  { bot, workspace }: Setting,
  since: number,
  { isThere, act }: { isThere: (sight: Sight) => boolean; act: () => T },
): Promise<T | undefined> {
  const id = await until(() => findIncident(bot, since), withinMs, pollMs);
  if (!id) return undefined;
  const look = async () => {
    const sight = { report: await readIncident(bot, id), journal: workspace.journal() };
    return isThere(sight) ? { acted: act() } : undefined;
  };
  return (await until(look, withinMs, pollMs))?.acted;
}

/** "approved": the first line after the last vote that was needed, when the product reads the devices again before it changes them. */
async function onCommand<T>(
  { network, bot, workspace }: Setting,
  since: number,
  { point, act }: { point: KillPoint; act: () => T },
): Promise<T | undefined> {
  const votesNeeded = async () => {
    const id = await findIncident(bot, since);
    return id === undefined ? undefined : (await readIncident(bot, id)).plans.at(-1)?.content.approvals;
  };
  const needed = point === 'approved' ? await until(votesNeeded, withinMs, pollMs) : 0;
  if (needed === undefined) return undefined;
  const isThere = (command: LoggedCommand) =>
    point === 'executing' ? isChange(command) : pressesOfApprove(workspace, since) >= needed;
  return new Promise((resolve) => {
    const end = (acted?: T) => {
      clearTimeout(timer);
      stop();
      resolve(acted);
    };
    const timer = setTimeout(end, withinMs);
    const stop = network.onCommand((command) => {
      if (isThere(command)) end(act());
    });
  });
}

/** A line that alters the device and that a person or program gave to it; its own revert timer is neither. */
function isChange({ effect, user }: LoggedCommand): boolean {
  return effect === 'change' && user !== '(device)';
}

function pressesOfApprove({ journal }: Setting['workspace'], since: number): number {
  const isPress = ({ kind, what, action_id: id, at }: ReturnType<typeof journal>[number]) =>
    kind === 'control' && what === 'press' && id === 'plan_approve' && at >= since;
  return journal().filter(isPress).length;
}
