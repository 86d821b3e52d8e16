import type { Crash, KillPoint } from './crash.ts';
import { checkMessages } from './message-check.ts';
import type { Setting } from './setting.ts';
import type { StorySummary } from './story-summary.ts';

/** What the summary of a story says in addition when the bot was killed in the middle. */
export interface CrashSummary {
  /** Null when the point never came. */
  killedAt: KillPoint | null;
  /** From the fault. */
  killedSeconds: number | null;
  readySeconds: number | null;
  /** Whether a person had to say how to go on. */
  wasUnknown: boolean;
  changeLinesAtMostOnce: boolean;
  /** What the workspace lacks or holds twice. Empty is what both must be. */
  messagesLost: string[];
  messagesDoubled: string[];
}

/** What a crash must not do, from the routers' logs and the workspace's journal. */
export async function summarizeCrash(
  setting: Setting,
  story: { summary: StorySummary; startedAt: number; crash: Crash | null },
): Promise<CrashSummary> {
  const { crash, startedAt, summary } = story;
  const audit = await setting.bot.read<{ action: string }[]>('/api/v1/audit');
  const seconds = (at: number | undefined) => (at === undefined ? null : Math.round((at - startedAt) / 100) / 10);
  const { lost, doubled } = await checkMessages(setting);
  return {
    killedAt: crash?.point ?? null,
    killedSeconds: seconds(crash?.killedAt),
    readySeconds: seconds(crash?.readyAt),
    wasUnknown: audit.some(({ action }) => action === 'plan.unknown'),
    changeLinesAtMostOnce: isEachOnce(summary.commandsOnDevice),
    messagesLost: lost,
    messagesDoubled: doubled,
  };
}

function isEachOnce(commands: StorySummary['commandsOnDevice']): boolean {
  const lines = commands
    .filter(({ effect }) => effect === 'change')
    .map(({ device, command }) => `${device} ${command}`);
  return new Set(lines).size === lines.length;
}

/** Whether the crash came where it was asked for and nothing was lost, doubled or run twice. */
export function isSurvived(crash: Partial<CrashSummary>): boolean {
  const { killedAt, changeLinesAtMostOnce, messagesLost = [], messagesDoubled = [] } = crash;
  return Boolean(killedAt) && changeLinesAtMostOnce === true && messagesLost.length + messagesDoubled.length === 0;
}
