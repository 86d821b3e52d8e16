import type { Person } from '../domain/person.ts';
import type { Plan, Vote } from '../domain/plan.ts';
import { visibleText } from '../network/untrusted.ts';
import type { Tables } from '../store/store.ts';
import type { ChangesDeps } from './deps.ts';
import { expire, isOverdue, scheduleExpiry } from './expiry.ts';
import { findHold } from './holds.ts';
import { moveIn, scheduleAdvance } from './move-plan.ts';
import { neededApprovals } from './needed-approvals.ts';
import { factKinds, putTimes } from './plan-facts.ts';
import { planHash } from './plan-hash.ts';
import { inMs, modeFor } from './policy.ts';
import { refuseTicket } from './ticket.ts';
import { refuseVoter } from './voters.ts';
import { waitForLock } from './wait-for-lock.ts';

export interface Click {
  buttonId: string;
  user: Person;
  decision: 'approve' | 'reject';
  /** What was entered in the form; null where nothing was asked. */
  reason: string | null;
  /** Number of a ticket, where the policy asks for one. */
  ticket?: string | null;
  /** Id of the channel in which it was pressed; null on the home tab. */
  channel?: string | null;
}

/** What became of a click. `text` is for this person alone; `code` is stable. `accepted` only when something changed. */
export interface Answer {
  accepted: boolean;
  code: string;
  text: string;
}

/**
 * One click on Approve or Reject. Nothing in the click counts but the button's id and who pressed it; everything else is looked up. Every
 * refusal is a value with a reason and stands in the audit.
 */
export async function decide(deps: ChangesDeps, click: Click): Promise<Answer> {
  const found = await deps.store.plans.byButton(click.buttonId);
  if (!found) return no('unknown-button', 'This button belongs to no plan.');
  const seen: Click = {
    ...click,
    reason: click.reason === null ? null : visibleText(click.reason),
    ticket: click.ticket ? visibleText(click.ticket) : null,
  };
  const answer = await waitForLock(deps, `plan-vote:${found.id}`, () => decideAlone(deps, seen, found.id));
  return answer ?? no('busy', 'Others are deciding about this plan right now. Try again in a moment.');
}

async function decideAlone(deps: ChangesDeps, click: Click, planId: string): Promise<Answer> {
  const plan = (await deps.store.plans.get(planId))!;
  const refusal = await refuseClick(deps, click, plan);
  if (refusal) {
    await auditRefusal(deps, click, plan, refusal);
    return refusal;
  }
  const now = deps.clock();
  const vote: Vote = {
    planId,
    planHash: plan.hash,
    user: click.user.id,
    decision: click.decision,
    reason: click.decision === 'approve' && click.ticket ? `ticket ${click.ticket}` : click.reason,
    at: now,
  };
  const answer = await deps.store.transaction((tables) => castVote(deps, tables, plan, vote));
  if (!answer.accepted) await auditRefusal(deps, click, plan, answer);
  if (answer.code === 'approved') {
    deps.ages?.begin(planId, 'approved');
    await scheduleAdvance(deps, planId, { state: 'approved' });
    await scheduleExpiry(deps, planId, now + inMs(deps.policy.runWithinMinutes), 'approved');
  }
  if (answer.accepted) deps.log.info({ planId, decision: click.decision, code: answer.code }, 'plan decided upon');
  return answer;
}

async function refuseClick(deps: ChangesDeps, click: Click, plan: Plan): Promise<Answer | null> {
  if (plan.state !== 'pending') return lateClick(deps, click, plan);
  if (isOverdue(deps, plan)) {
    await expire(deps, plan.id);
    return no('expired', 'The time to decide about this plan is over. It will not run.');
  }
  if (planHash(plan.content) !== plan.hash)
    return no('hash-mismatch', 'This plan was altered after it was written. It will not run.');
  const authors = (await deps.store.facts.get(factKinds.authors, plan.id)) ?? [];
  const voter = refuseVoter(deps, { plan, person: click.user, authors });
  if (voter) return no(voter.code, voter.text);
  if (await hasVoted(deps, click, plan)) return no('already-voted', 'You have decided about this plan already.');
  if (click.decision === 'reject')
    return click.reason === '' ? no('reason-needed', 'Say why you reject the plan. The reason is kept with it.') : null;
  const { approveInChannels: channels } = deps.policy;
  if (channels.length > 0 && !channels.includes(click.channel ?? ''))
    return no('wrong-channel', 'The policy lets plans be approved in other channels, not here.');
  const devices = plan.content.steps.map(({ device }) => device);
  if (modeFor(deps.policy, deps.topology, devices) !== 'act') {
    return no('mode', 'The policy lets plans for these devices be proposed, not run.');
  }
  const hold = await findHold(deps, plan);
  if (hold !== null) return no('on-hold', `${hold}.`);
  const ticket = refuseTicket(deps.policy, plan, click.ticket ?? null);
  return ticket && no(ticket.code, ticket.text);
}

async function lateClick(deps: ChangesDeps, click: Click, plan: Plan): Promise<Answer> {
  if (await hasVoted(deps, click, plan))
    return no('already-voted', `You have decided about this plan already; it is ${plan.state}.`);
  return tooLate(plan);
}

function tooLate(plan: Plan): Answer {
  if (plan.state === 'expired') return no('expired', 'The time to decide about this plan is over. It will not run.');
  if (plan.state === 'superseded') return no('superseded', 'A newer plan has taken the place of this one.');
  return no('already-decided', `This plan has already been decided; it is ${plan.state}.`);
}

async function hasVoted({ store }: ChangesDeps, click: Click, plan: Plan): Promise<boolean> {
  return (await store.votes.forPlan(plan.id)).some(({ user }) => user === click.user.id);
}

/** The plan is held first, so that no edit, expiry or other decision comes between what is checked here and what is stored. */
async function castVote(deps: ChangesDeps, tables: Tables, { id }: Plan, vote: Vote): Promise<Answer> {
  const plan = (await tables.plans.hold(id))!;
  if (plan.state !== 'pending') return tooLate(plan);
  if (!(await tables.votes.insert(vote))) return no('already-voted', 'You have decided about this plan already.');
  if (vote.decision === 'reject') {
    const detail = { votes: [{ user: vote.user, reason: vote.reason }] };
    const outcome = vote.reason ? `Rejected: ${vote.reason}` : 'Rejected';
    await moveIn(tables, plan, { to: 'rejected', actor: vote.user, outcome, detail }, vote.at);
    return yes('rejected', 'Rejected. Nothing will be sent to the devices.');
  }
  const votes = (await tables.votes.forPlan(plan.id)).filter(
    (each) => each.decision === 'approve' && each.planHash === plan.hash,
  );
  const needed = neededApprovals(deps.policy, plan);
  if (votes.length < needed) {
    await tables.audit.append({
      at: vote.at,
      actor: vote.user,
      action: 'plan.vote',
      subject: plan.id,
      detail: { planHash: plan.hash, decision: 'approve', reason: vote.reason },
    });
    const { incidentId } = plan.content;
    await tables.outbox.append(
      `plan.output:${plan.id}:vote:${vote.user}`,
      { type: 'plan.output', incidentId, planId: plan.id },
      vote.at,
    );
    const missing = needed - votes.length;
    return yes('vote-counted', `Your approval counts. ${missing} more ${missing === 1 ? 'is' : 'are'} needed.`);
  }
  const runBy = vote.at + inMs(deps.policy.runWithinMinutes);
  const also = (inside: Tables) => putTimes(inside.facts, plan.id, { approvedAt: vote.at });
  const approvers = votes.map(({ user }) => user);
  const detail = { approvers, reasons: votes.map(({ reason }) => reason) };
  await moveIn(tables, plan, { to: 'approved', actor: vote.user, runBy, detail, also }, vote.at);
  return yes('approved', 'Approved. The plan runs now.');
}

async function auditRefusal(deps: ChangesDeps, click: Click, plan: Plan, answer: Answer): Promise<void> {
  const detail = { decision: click.decision, code: answer.code, state: plan.state };
  await deps.store.audit.append({
    at: deps.clock(),
    actor: click.user.id,
    action: 'plan.vote-refused',
    subject: plan.id,
    detail,
  });
}

const yes = (code: string, text: string): Answer => ({ accepted: true, code, text });
const no = (code: string, text: string): Answer => ({ accepted: false, code, text });
