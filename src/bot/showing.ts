import type { Digests } from '../digests/digests.ts';
import type { IncidentLabels } from '../incidents/labels.ts';
import type { QuestionRuns } from '../questions/question-runs.ts';
import type { Risks } from '../risks/risks.ts';
import type { OutboxFollower } from '../store/outbox-follower.ts';
import { createAsks } from './asks.ts';
import { createChallengeMessages } from './challenge-messages.ts';
import type { BotDeps } from './deps.ts';
import { createDigestMessages } from './digest-messages.ts';
import { createEventMessages } from './event-messages.ts';
import { createHush } from './hush.ts';
import { createIncidentMessages } from './incident-messages.ts';
import type { Pictures } from './pictures.ts';
import { createPlanMessages } from './plan-messages.ts';
import type { PostedMessages } from './posted-messages.ts';
import { createProjection } from './projection.ts';
import { createQuestionMessages } from './question-messages.ts';
import { createRiskMessages } from './risk-messages.ts';
import type { SlackApi } from './slack-api.ts';
import { readSlot } from './slots.ts';
import { createTrainingMessages } from './training-messages.ts';
import type { Uploads } from './uploads.ts';

/** What happened, shown in Slack. */
export interface Showing {
  projection: OutboxFollower;
  /** Brings a message up to date soon; nobody waits for it. */
  refreshSoon(slot: string): void;
  /** Brings every message up to date whose buttons wait for somebody. */
  reconcile(): Promise<void>;
}

/** `channel` is the channel of the bot, by its id. Nothing is shown before the projection is started. */
export function createShowing(
  deps: BotDeps & {
    api: SlackApi;
    posted: PostedMessages;
    uploads: Uploads;
    pictures: Pictures;
    labels: IncidentLabels;
    risks: Risks;
    digests: Digests;
    questionRuns: Pick<QuestionRuns, 'get'>;
    channel: () => string;
    /** The id of a channel by its name or id; throws `slack-channel-unknown`. */
    findChannel: (configured: string) => Promise<string>;
    signal: AbortSignal;
    /** That of Slack when left out. */
    projectionName?: string;
  },
): Showing {
  const { store, posted, clock, signal, log, projectEveryMs: everyMs = 300 } = deps;
  const asks = createAsks(store.facts);
  const incidents = createIncidentMessages({ ...deps, asks });
  const secondChannel = async () => (deps.secondChannel ? deps.findChannel(deps.secondChannel) : undefined);
  const plans = createPlanMessages({ ...deps, asks, thread: incidents.thread, secondChannel });
  const trainings = createTrainingMessages(deps);
  const challenges = createChallengeMessages(deps);
  const risks = createRiskMessages(deps);
  const digests = createDigestMessages(deps);
  const questions = createQuestionMessages(deps);
  const messages = createEventMessages({
    ...{ posted, incidents, plans, trainings, challenges, risks, digests, questions },
    hush: createHush(deps),
  });
  const projection = createProjection({
    ...{ store, show: messages.show, clock, signal, log, everyMs, projection: deps.projectionName },
  });

  /** In turn with the projection of the same incident, so that an older state never overwrites a newer one. */
  async function refresh(slot: string): Promise<void> {
    const target = readSlot(slot);
    const plan = target?.kind === 'plan' ? await store.plans.get(target.id) : undefined;
    const incidentId = plan?.content.incidentId ?? target?.id;
    await projection.exclusive(`incident:${incidentId}`, () => messages.refresh(slot));
  }

  const failed = (slot: string) => (err: unknown) =>
    log.warn({ err, slot }, 'a message could not be brought up to date');

  return {
    projection,
    refreshSoon: (slot) => void refresh(slot).catch((err: unknown) => signal.aborted || failed(slot)(err)),
    async reconcile() {
      for (const slot of await posted.live()) await refresh(slot).catch(failed(slot));
    },
  };
}
