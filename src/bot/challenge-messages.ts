import { challengeFact } from '../jobs/training/challenge-facts.ts';
import type { Store } from '../store/store.ts';
import type { ModelsPort } from './ports.ts';
import type { PostedMessages } from './posted-messages.ts';
import { slots } from './slots.ts';
import { challengeMessage, promotionMessage } from './views/challenge.ts';

/** The messages about a rise of the error over labels, and about models that labels taught. Each brings Slack to what the store says now, however often it is called. */
export interface ChallengeMessages {
  /** One message that is edited, and another one when a model came into use, because an edit wakes nobody. */
  changed(challengeId: string): Promise<void>;
}

export function createChallengeMessages(deps: {
  store: Pick<Store, 'facts'>;
  models: Pick<ModelsPort, 'former'>;
  posted: PostedMessages;
  channel: () => string;
}): ChallengeMessages {
  const { store, models, posted, channel } = deps;
  return {
    async changed(challengeId) {
      const challenge = await store.facts.get(challengeFact, challengeId);
      if (!challenge) return;
      const place = { channel: channel(), thread: null };
      // More labels are no news until they taught a model that is better.
      if (challenge.rise) await posted.put(slots.challenge(challengeId), place, challengeMessage(challenge));
      if (challenge.end?.outcome !== 'promoted') return;
      const former = (await models.former?.('causes')) ?? null;
      const standing = former?.inUse === challenge.taught?.modelId ? former : null;
      await posted.put(slots.promotion(challengeId), place, promotionMessage(challenge, standing));
    },
  };
}
