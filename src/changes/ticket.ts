import type { Plan } from '../domain/plan.ts';
import type { Policy } from './policy.ts';

const order = ['low', 'medium', 'high'] as const;

/** Whether an approval of this plan has to name a ticket. */
export function needsTicket({ ticket }: Policy, { content }: Plan): boolean {
  return ticket.from !== 'never' && order.indexOf(content.risk) >= order.indexOf(ticket.from);
}

/** Why this ticket does not do, or null. What is entered ends up in the audit, so it must look like a ticket of this house. */
export function refuseTicket(policy: Policy, plan: Plan, ticket: string | null): { code: string; text: string } | null {
  if (!needsTicket(policy, plan)) return null;
  if (ticket === null || ticket === '') {
    return { code: 'ticket-needed', text: 'The policy asks for the number of a ticket with this approval.' };
  }
  if (ticket.length <= 64 && new RegExp(policy.ticket.pattern).test(ticket)) return null;
  return { code: 'ticket-invalid', text: `That is no ticket number: it must match ${policy.ticket.pattern}` };
}
