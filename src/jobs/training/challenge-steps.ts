import type { Clock } from '../../domain/clock.ts';
import type { Later } from '../../domain/later.ts';
import { causes } from '../../learning/kinds/causes.ts';
import type { Log } from '../../log.ts';
import { wholeNetwork } from '../../models/registry/model-card.ts';
import type { ModelRegistry } from '../../models/registry/model-registry.ts';
import type { Store } from '../../store/store.ts';
import { type Challenge, challengeFact } from './challenge-facts.ts';
import { type TrainingRun, trainingOrders } from './training-runs.ts';

export interface ChallengesDeps {
  store: Pick<Store, 'facts' | 'incidents' | 'transaction' | 'withLock'>;
  later: Later<{ 'train-models': TrainingRun }>;
  challenges: {
    registry: Pick<ModelRegistry, 'aliases' | 'history' | 'promote' | 'read'>;
    seed: number;
    /** Puts to work what is in use now. */
    onPromoted(): Promise<void>;
  };
  clock: Clock;
  log: Log;
}

/** The one model that labels teach: the cause forest of the whole network. */
export const causesKey = { kind: causes.kind, subject: wholeNetwork };

export const runOf = ({ id, attempt }: Pick<Challenge, 'id' | 'attempt'>) => `${id}-${attempt}`;

/** Stores a challenge with the training that it waits for. False where another process was faster. */
export async function askForChallenger(deps: ChallengesDeps, challenge: Challenge): Promise<boolean> {
  const { store, later, challenges, clock } = deps;
  const { id, runId, attempt, rise } = challenge;
  const run: TrainingRun = { labels: { since: rise?.sinceAt ?? null }, seed: challenges.seed, runId };
  const isNew = await store.transaction(async ({ facts, outbox }) => {
    const there = await facts.get(challengeFact, id);
    if (there && (there.attempt >= attempt || there.end)) return false;
    await facts.put(challengeFact, id, challenge);
    await facts.put(trainingOrders, runId, run);
    await outbox.append(`${runId}:asked`, { type: 'challenge.changed', challengeId: id }, clock());
    return true;
  });
  if (isNew) await later.later('train-models', run, { at: clock(), key: runId });
  return isNew;
}

/** The same once more, under the id of another run. */
export async function askAgain(deps: ChallengesDeps, challenge: Challenge): Promise<Challenge> {
  const again = { ...challenge, attempt: challenge.attempt + 1 };
  const next = { ...again, runId: runOf(again) };
  await askForChallenger(deps, next);
  return next;
}

/** Stores a challenge, and tells of it. */
export async function putChallenge(deps: ChallengesDeps, challenge: Challenge): Promise<Challenge> {
  const { id, runId, trial, taught, end } = challenge;
  const stage = end?.outcome ?? (taught ? `shadow:${trial.labels}:${trial.wins}:${trial.losses}` : 'failed');
  await deps.store.transaction(async ({ facts, outbox, audit }) => {
    const there = await facts.get(challengeFact, id);
    if (there?.end) return;
    await facts.put(challengeFact, id, challenge);
    await outbox.append(`${runId}:${stage}`, { type: 'challenge.changed', challengeId: id }, deps.clock());
    if (end?.outcome !== 'promoted') return;
    const detail = { id: taught!.modelId, before: challenge.against, by: 'gate', reason: end.reason };
    const subject = `${causesKey.kind}/${causesKey.subject}`;
    await audit.append({ at: deps.clock(), actor: 'nocturne', action: 'model.promoted', subject, detail });
  });
  return challenge;
}
