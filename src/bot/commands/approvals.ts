import { section } from '../blocks.ts';
import { count, showDate } from '../text.ts';
import { planLine } from '../views/plan-words.ts';
import type { Command } from './command.ts';

const shown = 10;

export const approvals: Command = {
  name: 'approvals',
  parameters: '',
  summary: 'plans that wait for a decision',
  example: 'approvals',
  effect: 'read',
  async run({ args }, { store }) {
    if (args.length > 0) return 'usage';
    const waiting = await store.plans.inStates(['pending', 'unknown']);
    const lines = waiting.slice(0, shown).map((plan) => {
      const until = plan.state === 'pending' ? ` · until ${showDate(plan.approveBy)}` : '';
      return `${planLine(plan)} · risk ${plan.content.risk}${until} · \`${plan.id}\``;
    });
    const more = waiting.length > shown ? [`… and ${waiting.length - shown} more`] : [];
    const text = [`*${count(waiting.length, 'plan')} waiting*`, ...lines, ...more].join('\n');
    return { text, blocks: [section(text)] };
  },
};
