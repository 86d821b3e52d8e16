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
    await changes.freeze({ by: person.id, reason, until });
    const how = until === null ? 'until somebody thaws it' : `until ${showDate(until)}`;
    return {
      text: `:ice_cube: Frozen ${how}. No plan can be approved or begin, break-glass excepted; a plan that runs already goes on.`,
    };
  },
};
