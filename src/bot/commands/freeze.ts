import { splitAtDuration } from '../duration.ts';
import { showDate, showDuration } from '../text.ts';
import type { Command } from './command.ts';

const longestFreezeMs = 90 * 86_400_000;

export const freeze: Command = {
  name: 'freeze',
  parameters: '<reason> [for <time>]',
  summary: 'let no plan run, until a time or until it is thawed',
  example: 'freeze quarter end for 2h',
  effect: 'change',
  async run({ args, person }, { changes, clock }) {
    const { before, durationMs, after } = splitAtDuration(args);
    const reason = [...before, ...after].join(' ');
    if (reason === '') return 'usage';
    if ((durationMs ?? 0) > longestFreezeMs)
      return { text: `That is too long: at most ${showDuration(longestFreezeMs)}, or leave the time out.` };
    const until = durationMs === null ? null : clock() + durationMs;
    const { frozen } = await changes.mode();
    // The grant to freeze is none to thaw, and a shorter freeze would be just that.
    if (frozen && endOf(until) < endOf(frozen.until))
      return { text: `Frozen already, ${untilWords(frozen.until)}. To shorten that, thaw it first.` };
    await changes.freeze({ by: person.id, reason, until });
    return {
      text: `:ice_cube: Frozen ${untilWords(until)}. No plan can be approved or begin, except by break-glass; a plan that is already running continues.`,
    };
  },
};

const endOf = (until: number | null) => until ?? Number.POSITIVE_INFINITY;
const untilWords = (until: number | null) => (until === null ? 'until somebody thaws it' : `until ${showDate(until)}`);
