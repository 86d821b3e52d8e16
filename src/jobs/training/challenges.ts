import type { CauseModel } from '../../diagnosis/cause-model.ts';
import { causes } from '../../learning/kinds/causes.ts';
import { type KnownLabel, readKnownLabels } from '../../learning/known-labels.ts';
import { type ErrorRise, judgedLabels, labelAccuracy } from '../../learning/label-accuracy.ts';
import { incidentsOf, readEvidence } from '../../learning/online/lessons.ts';
import { decideTrial, holdTrial, noTrial, trialRule } from '../../learning/online/shadow-trial.ts';
import { describeTrial } from '../../learning/online/trial-words.ts';
import { mostAttempts, retryAfterMs } from '../../learning/stages/stages.ts';
import type { AliasChange } from '../../models/registry/alias-log.ts';
import { type Challenge, readChallenges } from './challenge-facts.ts';
import { askAgain, askForChallenger, type ChallengesDeps, causesKey, putChallenge, runOf } from './challenge-steps.ts';
import { countTeaching, isDueByLabels } from './teaching-labels.ts';
import { trainingFact, trainingOrders } from './training-runs.ts';

/**
 * Looks at the labels: whether the error has risen or there are enough more of them, for which a challenger is trained, and how the challenger does on labels that came after its
 * training. Of several processes one looks. Safe to repeat and to be killed at any point: all but the model in use is stored in one transaction with
 * what follows from it, and the model in use is changed by compare-and-set before its end is stored.
 */
export async function lookAtLabels(deps: ChallengesDeps): Promise<void> {
  await deps.store.withLock('learn-labels', async () => {
    const challenges = await readChallenges(deps.store);
    const last = challenges.at(-1);
    const { labels } = await readKnownLabels(deps.store);
    const followed = last && !last.end ? await follow(deps, last, labels) : last;
    if (followed?.end && !last?.end) return;
    const teaching = await countTeaching(deps.store, labels);
    const history = await deps.challenges.registry.history(causesKey);
    const rise = newRise(labels, { history, last: challenges.findLast((one) => one.rise)?.rise ?? null });
    if (rise) return begin(deps, { rise, labels: teaching, at: rise.noticedAt }, followed);
    const isFree = !followed || followed.end !== null;
    if (isFree && isDueByLabels(teaching, challenges))
      await begin(deps, { rise: null, labels: teaching, at: deps.clock() }, followed);
  });
}

/**
 * The last rise of the error that was not answered yet: it began after the one before it was noticed, and the model in use is still the one that it is
 * about. Labels may change, so that the same rise is noticed at another label; where it began is before the answer all the same.
 */
function newRise(
  labels: readonly KnownLabel[],
  { history, last }: { history: readonly AliasChange[]; last: Challenge['rise'] },
): Challenge['rise'] {
  const { rises, arrivals } = labelAccuracy(labels, history);
  const found = rises.at(-1);
  if (!found) return null;
  const rise = withTimes(found, judgedLabels(labels));
  const isOld = last !== null && rise.sinceAt <= last.noticedAt;
  return isOld || arrivals.some(({ at }) => at >= rise.noticedAt) ? null : rise;
}

const withTimes = (rise: ErrorRise, judged: readonly KnownLabel[]): NonNullable<Challenge['rise']> => ({
  ...rise,
  sinceAt: judged[Math.max(1, rise.since) - 1]!.knownAt,
  noticedAt: judged[rise.noticed - 1]!.knownAt,
});

/** `why.at` is what makes the id its own: the moment of the label that showed the rise, or of the look at which there were enough labels. */
async function begin(
  deps: ChallengesDeps,
  why: Pick<Challenge, 'rise'> & { labels: number; at: number },
  former: Challenge | undefined,
): Promise<void> {
  const { challenges, clock, log } = deps;
  const { rise, labels } = why;
  const at = clock();
  if (former && !former.end) {
    const reason = 'the error has risen again, and another one is trained';
    await putChallenge(deps, { ...former, end: { at, outcome: 'dropped', reason } });
  }
  const id = `challenge-${why.at}`;
  const { champion } = await challenges.registry.aliases(causesKey);
  const challenge: Challenge = {
    ...{ id, at, rise, labels, attempt: 1, runId: runOf({ id, attempt: 1 }), failed: null, dropped: [] },
    ...{ against: champion, taught: null, trial: noTrial, end: null },
  };
  if (!(await askForChallenger(deps, challenge))) return;
  if (rise) log.info({ rise, id }, 'the error over labels has risen');
  else log.info({ labels, id }, 'there are more labels to learn causes from');
}

/** Brings a challenge that has not ended up to date. */
async function follow(deps: ChallengesDeps, challenge: Challenge, labels: readonly KnownLabel[]): Promise<Challenge> {
  const { store, challenges, clock } = deps;
  const found = challenge.taught ? challenge : await followTraining(deps, challenge);
  if (found.end || !found.taught) return found;
  const { modelId } = found.taught;
  const { champion } = await challenges.registry.aliases(causesKey);
  if (champion === modelId) return finish(deps, found);
  if (champion !== found.against) {
    const reason = `another model came into use meanwhile: ${champion ?? 'none'}`;
    return putChallenge(deps, { ...found, end: { at: clock(), outcome: 'dropped', reason } });
  }
  const model = await readModel(deps, modelId);
  // The registry of another process has it: that one goes on with it.
  if (!model) return found;
  const { from } = found.taught;
  const later = labels.filter(({ knownAt }) => knownAt > from);
  const trial = holdTrial(later, await readEvidence(store.facts, incidentsOf(later)), {
    ...{ challenger: model, against: found.against, from },
    learned: new Set(found.taught.learned),
  });
  return decide(deps, { ...found, trial }, { before: found.trial, labels });
}

async function decide(
  deps: ChallengesDeps,
  challenge: Challenge,
  { before, labels }: { before: Challenge['trial']; labels: readonly KnownLabel[] },
): Promise<Challenge> {
  const { challenges, clock } = deps;
  const { trial, against } = challenge;
  const decision = decideTrial(trial);
  const reason = describeTrial(trial, against);
  if (decision === 'wait') {
    const isSame = before.labels === trial.labels && before.wins === trial.wins && before.losses === trial.losses;
    return isSame ? challenge : putChallenge(deps, challenge);
  }
  const at = clock();
  const { modelId } = challenge.taught!;
  if (decision === 'drop') {
    const dropped = [...challenge.dropped, { at, modelId, reason }];
    const { rise } = challenge;
    const since = labels.filter(({ knownAt }) => rise && knownAt >= rise.sinceAt).length;
    // Without a rise it is tried again when there are enough more labels.
    if (!rise || since >= trialRule.until)
      return putChallenge(deps, { ...challenge, dropped, end: { at, outcome: 'dropped', reason } });
    return askAgain(deps, { ...challenge, dropped, taught: null, trial: noTrial });
  }
  const mover = { by: 'gate', at, reason };
  // Where another model came into use in this moment, the next look says so.
  if (!(await challenges.registry.promote(causesKey, modelId, mover, { against }))) return challenge;
  return finish(deps, challenge);
}

/** Its model is the one in use, which this or another process saw to: that is told once, in the words that stand in the registry. */
async function finish(deps: ChallengesDeps, challenge: Challenge): Promise<Challenge> {
  const { challenges } = deps;
  const { modelId } = challenge.taught!;
  const history = await challenges.registry.history(causesKey);
  const change = history.findLast(({ id, action }) => id === modelId && action !== 'challenge');
  const by = change && change.by !== 'gate' ? ` (by ${change.by})` : '';
  const [at, reason] = change
    ? [Date.parse(change.at), `${change.reason}${by}`]
    : [deps.clock(), 'it is the one in use'];
  await challenges.onPromoted();
  return putChallenge(deps, { ...challenge, end: { at, outcome: 'promoted', reason } });
}

async function readModel({ challenges: { registry } }: ChallengesDeps, id: string): Promise<CauseModel | null> {
  const found = await registry.read(causesKey, id);
  return found.status === 'ok' ? causes.fromArtefact(found.model, id) : null;
}

/** What became of its training: it is waited for, tried again a few times, or the challenger judges in the shadow from now on. */
async function followTraining(deps: ChallengesDeps, challenge: Challenge): Promise<Challenge> {
  const { store, clock } = deps;
  const { runId } = challenge;
  const [status, order] = [await store.facts.get(trainingFact, runId), await store.facts.get(trainingOrders, runId)];
  if (order || status?.state === 'running') return challenge;
  if (status?.taught) return putChallenge(deps, { ...challenge, failed: null, taught: status.taught });
  const [at, reason] = [status?.at ?? 0, status?.note ?? 'nothing is known of its training'];
  const times = (challenge.failed?.times ?? 0) + (challenge.failed?.at === at ? 0 : 1);
  // What more labels taught was not better than rules: there is nothing to try again.
  if (status?.state === 'done' && challenge.rise === null) {
    const why = status.result?.[0]?.reason ?? reason;
    return putChallenge(deps, { ...challenge, failed: null, end: { at, reason: why, outcome: 'dropped' } });
  }
  const failed = { at, reason, times };
  if (times >= mostAttempts) return putChallenge(deps, { ...challenge, end: { at, reason, outcome: 'failed' } });
  if (clock() - at >= retryAfterMs) return askAgain(deps, { ...challenge, failed });
  return challenge.failed?.at === at ? challenge : putChallenge(deps, { ...challenge, failed });
}
