import { nearestWord } from '../../foundation/nearest-word.ts';
import { count } from '../../foundation/number-words.ts';
import { kindNames } from '../../learning/find-kinds.ts';
import { escapeMrkdwn, listWords } from '../text.ts';
import type { Command } from './command.ts';

export const train: Command = {
  name: 'train',
  parameters: '[kind …]',
  summary: 'train the models again from the configured recordings; a model that passes its gate is used',
  example: 'train',
  effect: 'change',
  async run({ args }, { training }) {
    const unknown = args.find((name) => !kindNames.includes(name));
    if (unknown !== undefined) return { text: unknownKind(unknown) };
    if (training.recordings.length === 0)
      return { text: 'The configuration names no recordings: set `training.recordings`.' };
    const runId = await training.start(args.length > 0 ? args : undefined);
    const from = count(training.recordings.length, 'recording');
    const what = args.length > 0 ? `Training of ${listWords(args)}` : 'Training';
    return { text: `${what} from ${from} begins; the channel shows how far it is. \`${escapeMrkdwn(runId, 60)}\`` };
  },
};

function unknownKind(name: string): string {
  const near = nearestWord(name, kindNames);
  const meant = near === undefined ? '' : ` Did you mean \`${near}\`?`;
  return `There is no kind of model \`${escapeMrkdwn(name, 40)}\`.${meant} The kinds are ${listWords([...kindNames])}.`;
}
