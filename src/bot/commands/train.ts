import { count } from '../../foundation/number-words.ts';
import { kindNames } from '../../learning/find-kinds.ts';
import { splitAtDuration } from '../duration.ts';
import { escapeMrkdwn, listWords } from '../text.ts';
import { unknownWord } from '../unknown-word.ts';
import type { Command } from './command.ts';

export const train: Command = {
  name: 'train',
  parameters: '[kind …] [for <duration>]',
  summary:
    'train the models again, from the configured recordings or from the stored telemetry of the last `<duration>`; a model that passes its gate is used',
  example: 'train for 7d',
  effect: 'change',
  async run({ args }, { training }) {
    const { before: kinds, durationMs, after } = splitAtDuration(args);
    const unknown = [...kinds, ...after].find((name) => !kindNames.includes(name));
    if (unknown !== undefined) return { text: unknownWord('kind of model', unknown, kindNames, 'kinds') };
    const named = [...kinds, ...after];
    if (durationMs === null && training.recordings.length === 0)
      return {
        text: 'The configuration names no recordings: set `training.recordings`, or train on stored telemetry, as in `train for 7d`.',
      };
    const runId = await training.start({
      ...(named.length > 0 && { kinds: named }),
      ...(durationMs !== null && { lastMs: durationMs }),
    });
    const from = durationMs === null ? count(training.recordings.length, 'recording') : 'the stored telemetry';
    const what = named.length > 0 ? `Training of ${listWords(named)}` : 'Training';
    return { text: `${what} from ${from} begins; the channel shows how far it is. \`${escapeMrkdwn(runId, 60)}\`` };
  },
};
