import { escapeMrkdwn } from '../text.ts';
import type { Command } from './command.ts';

export const breakGlass: Command = {
  name: 'break-glass',
  parameters: '<plan> <reason>',
  summary: 'run a plan alone in an emergency, where the policy lets you; a second channel is notified',
  example: 'break-glass plan_4f2a the data centre has no uplink any more',
  effect: 'change',
  async run({ args, person }, { changes }) {
    const [planId, ...words] = args;
    if (!planId || words.length === 0) return 'usage';
    const answer = await changes.breakGlass({ planId, user: person, reason: words.join(' ') });
    return { text: escapeMrkdwn(answer.text, 300) };
  },
};
