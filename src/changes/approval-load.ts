import type { Plan } from '../domain/plan.ts';
import { median } from '../foundation/median.ts';
import type { ChangesDeps } from './deps.ts';
import { readTimes } from './plan-facts.ts';

/** How the gate was used. Each plan that was asked about is in exactly one of the last four counts. A gate that nobody answers is broken. */
export interface ApprovalLoad {
  /** Milliseconds since 1970. */
  since: number;
  asked: number;
  /** Approved or rejected by people. */
  answered: number;
  /** Nobody decided in time. */
  expired: number;
  /** Superseded or taken back before anybody decided. */
  withdrawn: number;
  waiting: number;
  /** Between the question and the last vote that it took; null when nothing was answered. */
  medianAnswerMs: number | null;
  slowestAnswerMs: number | null;
}

export async function readApprovalLoad({ store }: Pick<ChangesDeps, 'store'>, since: number): Promise<ApprovalLoad> {
  const plans = await store.plans.createdSince(since);
  const ends = await Promise.all(plans.map((plan) => endOf(store, plan)));
  const count = (end: string) => ends.filter((each) => each.end === end).length;
  const answers = ends.flatMap(({ answerMs }) => answerMs ?? []);
  return {
    since,
    asked: plans.length,
    answered: count('answered'),
    expired: count('expired'),
    withdrawn: count('withdrawn'),
    waiting: count('waiting'),
    medianAnswerMs: median(answers),
    slowestAnswerMs: answers.length > 0 ? Math.max(...answers) : null,
  };
}

async function endOf({ facts }: ChangesDeps['store'], plan: Plan) {
  if (plan.state === 'pending') return { end: 'waiting', answerMs: null };
  const { approvedAt } = await readTimes(facts, plan.id);
  const answeredAt = approvedAt ?? (plan.state === 'rejected' ? plan.decidedAt : null);
  if (answeredAt !== null) return { end: 'answered', answerMs: answeredAt - plan.createdAt };
  return { end: plan.state === 'expired' ? 'expired' : 'withdrawn', answerMs: null };
}
