import { type IncidentReport, isFinal, type PlanReport, until } from './incident-report.ts';

/** A plan that follows a verified one, such as taking a drain back. */
export interface FollowUp {
  state: string;
  approvers: string[];
  executed: number | null;
}

const proposedWithinMs = 180_000;
const endWithinMs = 240_000;

/** The plan that the story is about, and the one that follows it, if any. */
export function plansOf(report: IncidentReport | null, followUp: string | undefined) {
  const plans = report?.plans ?? [];
  const main = plans.findLast(({ content }) => content.playbook !== followUp);
  return { main, next: plans.find(({ content }) => content.playbook === followUp) };
}

export const approversOf = (plan: PlanReport | undefined) =>
  (plan?.votes ?? []).filter(({ decision }) => decision === 'approve').map(({ user }) => user);

/** Waits for the plan that follows, lets the personas approve it and waits for its end. */
export async function followToTheEnd(story: {
  playbook: string;
  read: () => Promise<IncidentReport>;
  decide: () => Promise<void>;
  tell: (line: string) => void;
}): Promise<void> {
  const { playbook, read, tell } = story;
  const next = async () => plansOf(await read(), playbook).next;
  tell('the plan helped; waiting until the device is well and its drain can be taken back');
  if (!(await until(next, proposedWithinMs))) return tell('no plan to take it back was proposed');
  await story.decide();
  await until(async () => {
    const plan = await next();
    return plan && isFinal(plan) ? true : undefined;
  }, endWithinMs);
}
