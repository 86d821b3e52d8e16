import { count, escapeMrkdwn } from '../text.ts';
import type { Command } from './command.ts';

export const train: Command = {
  name: 'train',
  parameters: '',
  summary: 'train the models again from the configured recordings',
  example: 'train',
  effect: 'change',
  async run({ args }, { training }) {
    if (args.length > 0) return 'usage';
    if (training.recordings.length === 0)
      return { text: 'The configuration names no recordings: set `training.recordings`.' };
    const runId = await training.start();
    const from = count(training.recordings.length, 'recording');
    return { text: `Training from ${from} begins; the channel shows how far it is. \`${escapeMrkdwn(runId, 60)}\`` };
  },
};
