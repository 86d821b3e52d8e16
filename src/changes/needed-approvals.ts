import type { Plan } from '../domain/plan.ts';
import type { Policy } from './policy.ts';

/** How many people must approve: what stood on the card, or more when the policy asks for more by now. */
export function neededApprovals(policy: Policy, { content }: Plan): number {
  return Math.max(content.approvals, policy.approvals[content.risk]);
}
