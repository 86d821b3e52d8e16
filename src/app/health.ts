import type { Bot } from '../bot/bot.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../domain/clock.ts';
import type { LearningState } from '../domain/learning-state.ts';
import { readChallenges } from '../jobs/training/challenge-facts.ts';
import { describeChallenge } from '../jobs/training/challenge-words.ts';
import { describeLearning } from '../learning/stages/learning-words.ts';
import type { OpenStore } from '../store/open-store.ts';
import type { OutboxFollower } from '../store/outbox-follower.ts';
import type { History } from '../telemetry/history/history.ts';
import type { Senders } from '../telemetry/intake/senders.ts';
import type { Parts } from './compose.ts';
import { createHistoryState } from './history-state.ts';
import { notKept } from './intake.ts';
import { createWriteCheck } from './write-check.ts';

const dayMs = 86_400_000;

/** What `/health` tells of a running product. `isStarted` and `training` are asked each time; nothing is ready before the former. */
export function createHealth(
  deps: Pick<Parts, 'models' | 'incidents' | 'recent' | 'changes' | 'languageModel'> & {
    senders: Pick<Senders, 'read'>;
    bot: Pick<Bot, 'strayEnvelopes' | 'projection'>;
    /** The projections beside the bot. */
    followers: readonly Pick<OutboxFollower, 'projection' | 'failing'>[];
    store: Pick<OpenStore, 'facts' | 'damagedFacts'>;
    history: Pick<History, 'failing' | 'counts' | 'threadEnds' | 'pruned'>;
    /** How many days of telemetry are kept. */
    keepDays: Config['retention']['historyDays'];
    /** The folder of the state. */
    folder: string;
    /** Those of the history. */
    folders: Parameters<typeof createHistoryState>[0]['folders'];
    isStarted(): boolean;
    /** The training that is under way; null when there is none. */
    training(): unknown;
    /** How far learning is. */
    learning(): Promise<LearningState>;
    clock: Clock;
  },
): () => Promise<Record<string, unknown>> {
  const { models, incidents, recent, changes, languageModel, bot, followers, store, history, clock } = deps;
  const writeCheck = createWriteCheck(deps);
  const historyState = createHistoryState(deps);
  return async () => {
    const writes = { ...(await writeCheck.read()), history: history.failing(), incidents: incidents.failing() };
    const canWrite = Object.values(writes).every((failure) => failure === null);
    return {
      ready: deps.isStarted() && models.diagnoser.isReady() && canWrite,
      writes,
      models: models.states(),
      languageModel: { name: languageModel.name, ...languageModel.state() },
      training: deps.training(),
      challenge: writes.database === null ? await tellChallenge(deps) : null,
      learning: writes.database === null ? await tellLearning(deps) : null,
      threadEnds: { history: history.threadEnds() },
      history: await historyState.read(),
      notKept: notKept({ recent, models, history }),
      unknownSenders: unknownSenders(deps.senders),
      damagedFacts: store.damagedFacts(),
      failingEvents: Object.fromEntries([bot.projection, ...followers].map((one) => [one.projection, one.failing()])),
      slack: { strayEnvelopes: bot.strayEnvelopes() },
      approvals: writes.database === null ? await changes.approvalLoad(clock() - 7 * dayMs) : null,
    };
  };
}

/** For programs, and in words. */
async function tellLearning({ learning, clock }: { learning(): Promise<LearningState>; clock: Clock }) {
  const state = await learning();
  return { ...state, says: describeLearning(state, clock()) };
}

/** How the last rise of the error over labels was answered, for programs and in words; null where it never rose. */
async function tellChallenge({ store }: { store: Pick<OpenStore, 'facts'> }) {
  const last = (await readChallenges(store)).at(-1);
  if (!last) return null;
  const { id, trial, end, taught } = last;
  const stage = end?.outcome ?? (taught ? 'shadow' : 'training');
  return { id, stage, modelId: taught?.modelId ?? null, trial, says: describeChallenge(last) };
}

const listed = 10;

/** Senders that the inventory does not have; the ten that came last by name. `nocturne sources` has all of them. */
function unknownSenders(senders: Pick<Senders, 'read'>) {
  const all = senders.read().unknownDevices.sort((a, b) => b.lastAt - a.lastAt);
  return {
    count: all.length,
    last: all.slice(0, listed).map(({ device, values, lastAt }) => ({ device, values, lastAt })),
  };
}
