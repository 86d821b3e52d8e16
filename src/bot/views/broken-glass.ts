import type { Plan } from '../../domain/plan.ts';
import { context, preformatted, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { escapeMrkdwn, showUser } from '../text.ts';
import { commandsShown, planCommands, shortened } from './plan-card.ts';
import { planLine } from './plan-words.ts';

/** Tells the second channel that somebody ran a plan alone. */
export function brokenGlassNotice(plan: Plan, { user, reason }: { user: string; reason: string }): OutgoingMessage {
  const text = `:rotating_light: ${showUser(user)} broke the glass to run this plan on their own word.`;
  return {
    text,
    blocks: [
      section(`${text}\n${planLine(plan)}\n*Reason:* ${escapeMrkdwn(reason, 600)}`),
      preformatted(shortened(planCommands(plan), commandsShown)),
      context(`\`${escapeMrkdwn(plan.id)}\` · incident \`${escapeMrkdwn(plan.content.incidentId)}\``),
    ],
  };
}
