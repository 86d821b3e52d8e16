import type { Person } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import { diffConfigs } from '../network/parsing/config-diff.ts';
import type { Answer } from './approval.ts';
import { refuseActing } from './before-run.ts';
import type { ChangesDeps } from './deps.ts';
import { findHold } from './holds.ts';
import { scheduleLook } from './look-again.ts';
import { movePlan, scheduleAdvance } from './move-plan.ts';
import { factKinds, type UnknownChoice, type UnknownPlan } from './plan-facts.ts';
import { rollBackProgress } from './roll-back-progress.ts';
import { type RunningTimer, runningTimers } from './running-timers.ts';
import { textOf } from './send-step.ts';
import { refuseVoter } from './voters.ts';
import { waitForLock } from './wait-for-lock.ts';

/** Reads the devices, keeps what differs from the snapshots, and asks a person. A plan that is unknown already is asked about anew. */
export async function becomeUnknown(deps: ChangesDeps, plan: Plan, reason: string): Promise<void> {
  const at = deps.clock();
  const found: UnknownPlan = { at, since: at, reason, difference: describe(await readDifferences(deps, plan)) };
  await scheduleLook(deps, plan, found);
  if (plan.state === 'unknown') return askAnew(deps, plan, found);
  const also = async (tables: Pick<typeof deps.store, 'facts'>) => tables.facts.put(factKinds.unknown, plan.id, found);
  await movePlan(deps, plan, { to: 'unknown', outcome: reason, detail: { difference: found.difference }, also });
}

/** Keeps what was read from the devices of an unknown plan just now. People hear of it when it differs from what they were shown. */
export async function keepReading(
  deps: ChangesDeps,
  plan: Plan,
  { former, read }: { former: UnknownPlan; read: DeviceDifference[] | null },
): Promise<void> {
  const found: UnknownPlan = { ...former, at: deps.clock(), difference: describe(read) };
  await scheduleLook(deps, plan, found);
  if (found.difference === former.difference) await deps.store.facts.put(factKinds.unknown, plan.id, found);
  else await askAnew(deps, plan, found);
}

async function askAnew({ store }: ChangesDeps, plan: Plan, found: UnknownPlan): Promise<void> {
  const { at } = found;
  const event = { type: 'plan.output', incidentId: plan.content.incidentId, planId: plan.id } as const;
  await store.transaction(async (tables) => {
    await tables.facts.put(factKinds.unknown, plan.id, found);
    await tables.facts.remove(factKinds.choice, plan.id);
    await tables.outbox.append(`plan.output:${plan.id}:unknown:${at}`, event, at);
    await tables.audit.append({
      ...{ at, actor: 'nocturne', action: 'plan.still-unknown', subject: plan.id },
      detail: { ...found },
    });
  });
}

/** How a device differs from its snapshot; empty when it is as before. */
export interface DeviceDifference {
  device: string;
  difference: string;
}

/** What the devices run now against what they ran before; null when one could not be read. Empty for a device that is as before. */
export async function readDifferences(deps: ChangesDeps, plan: Plan): Promise<DeviceDifference[] | null> {
  const differences: DeviceDifference[] = [];
  for (const { device, text } of await deps.store.executions.snapshots(plan.id)) {
    try {
      differences.push({ device, difference: diffConfigs(text, await deps.sessions.snapshot(device)) });
    } catch (error) {
      deps.log.warn(
        { planId: plan.id, device, reason: textOf(error) },
        'a device of an unknown plan could not be read',
      );
      return null;
    }
  }
  return differences;
}

/** The same as text for people. */
function describe(differences: DeviceDifference[] | null): string | null {
  if (differences === null) return null;
  return differences
    .map(({ device, difference }) =>
      difference === '' ? `${device}: as before the change\n` : `${device}:\n${difference}`,
    )
    .join('');
}

/** What is known of a plan of which nobody knows how far it went, for the person who decides; null when it never was such a plan. */
export async function readUnknown(
  deps: Pick<ChangesDeps, 'store' | 'vendors'>,
  plan: Plan,
): Promise<UnknownState | null> {
  const found = await deps.store.facts.get(factKinds.unknown, plan.id);
  if (!found) return null;
  const canContinue = (await rollBackProgress(deps, plan)) === 'none';
  return { ...found, timers: await runningTimers(deps, plan), canContinue };
}

export interface UnknownState extends UnknownPlan {
  timers: RunningTimer[];
  /** False once the rollback has begun: then it can only be finished. */
  canContinue: boolean;
}

export interface UnknownClick {
  buttonId: string;
  user: Person;
  choice: 'continue' | 'roll-back';
}

/** A person's choice about a plan of which nobody knows how far it went. It counts once; the same people may choose as may approve. */
export async function decideUnknown(deps: ChangesDeps, click: UnknownClick): Promise<Answer> {
  const found = await deps.store.plans.byButton(click.buttonId);
  if (!found) return no('unknown-button', 'This button belongs to no plan.');
  const answer = await waitForLock(deps, `plan-vote:${found.id}`, () => chooseAlone(deps, click, found.id));
  return answer ?? no('busy', 'Somebody else is choosing right now. Try again in a moment.');
}

async function chooseAlone(deps: ChangesDeps, click: UnknownClick, planId: string): Promise<Answer> {
  const plan = (await deps.store.plans.get(planId))!;
  const at = deps.clock();
  const refuse = async (refusal: Answer) => {
    const detail = { choice: click.choice, code: refusal.code, state: plan.state };
    const entry = { at, actor: click.user.id, action: 'plan.choice-refused', subject: plan.id, detail };
    await deps.store.audit.append(entry);
    return refusal;
  };
  const refusal = await refuseChoice(deps, click, plan);
  if (refusal) return refuse(refusal);
  const choice: UnknownChoice = { user: click.user.id, choice: click.choice, at, startedAt: null };
  const chosen = await deps.store.transaction(async (tables) => {
    const held = await tables.plans.hold(plan.id);
    if (held?.state !== 'unknown' || (await tables.facts.get(factKinds.choice, plan.id))) return false;
    await tables.facts.put(factKinds.choice, plan.id, choice);
    await tables.audit.append({
      at,
      actor: choice.user,
      action: `plan.${choice.choice}`,
      subject: plan.id,
      detail: { planHash: plan.hash },
    });
    return true;
  });
  if (!chosen) return refuse(no('already-decided', 'Somebody else chose a moment ago.'));
  await scheduleAdvance(deps, plan.id, { state: 'unknown', again: String(at) });
  return { accepted: true, code: click.choice, text: await choiceWords(deps, click, plan) };
}

/** What the choice leads to, which is not always what the button was called. */
async function choiceWords(deps: ChangesDeps, { choice }: UnknownClick, plan: Plan): Promise<string> {
  if ((await rollBackProgress(deps, plan)) !== 'none') return 'The rollback had begun. It is finished now.';
  if (choice === 'continue') return 'The rest of the plan runs now.';
  return plan.content.irreversible
    ? 'Nothing more is sent. The plan ends as failed, because it cannot be rolled back.'
    : 'The plan is rolled back now.';
}

async function refuseChoice(deps: ChangesDeps, click: UnknownClick, plan: Plan): Promise<Answer | null> {
  if (plan.state !== 'unknown')
    return no('already-decided', `There is nothing to choose any more; the plan is ${plan.state}.`);
  const authors = (await deps.store.facts.get(factKinds.authors, plan.id)) ?? [];
  const voter = refuseVoter(deps, { plan, person: click.user, authors });
  if (voter) return no(voter.code, voter.text);
  if (await deps.store.facts.get(factKinds.choice, plan.id)) return no('already-decided', 'Somebody chose already.');
  if (click.choice === 'roll-back') return null;
  const why = await refuseContinuing(deps, plan);
  return why === null ? null : no('on-hold', `${why}. Rolling back is possible all the same.`);
}

/** Why no more lines of an unknown plan may be sent now, or null. Asked when somebody chooses and again before the lines go out. */
export async function refuseContinuing(deps: ChangesDeps, plan: Plan): Promise<string | null> {
  return refuseActing(deps, plan)?.outcome ?? (await findHold(deps, plan));
}

const no = (code: string, text: string): Answer => ({ accepted: false, code, text });
