import { cut, escapeMrkdwn } from '../text.ts';
import { planCard } from '../views/plan-card.ts';
import type { Command } from './command.ts';

export const plan: Command = {
  name: 'plan',
  parameters: '<id>',
  summary: 'a plan with its commands, as it stands now',
  example: 'plan plan_4f2a',
  effect: 'read',
  async run({ args }, { store }) {
    const [id] = args;
    if (!id || args.length > 1) return 'usage';
    const found = await store.plans.get(id);
    if (!found) return { text: `I know no plan \`${escapeMrkdwn(id, 60)}\`.` };
    const votes = await store.votes.forPlan(found.id);
    const reason = 'decide on its card in the channel or the thread of the incident.';
    const card = planCard({
      plan: found,
      votes,
      offer: { offered: false, reason, users: [], groups: [], ticketNeeded: false },
    });
    return { ...card, text: cut(card.text, 1000), blocks: card.blocks?.filter((block) => block.type !== 'actions') };
  },
};
