import type { DomainEvent } from '../domain/event.ts';
import { trainingFact } from '../jobs/training/training-runs.ts';
import { drawnLosses } from '../learning/drawn-losses.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { showWithPicture } from './picture-message.ts';
import type { Pictures } from './pictures.ts';
import type { PostedMessages } from './posted-messages.ts';
import { slots } from './slots.ts';
import { lossesMessage, trainingMessage } from './views/training.ts';

type TrainingProgress = Extract<DomainEvent, { type: 'training.progress' }>;

/** The messages about a training run. */
export interface TrainingMessages {
  /**
   * One message that is edited until the run has ended. When it went well, its thread has one message for each kind of model that learned in passes,
   * with how the errors fell. However often it is called, each stands once.
   */
  progress(event: TrainingProgress): Promise<void>;
}

export function createTrainingMessages(deps: {
  store: Pick<Store, 'facts'>;
  posted: PostedMessages;
  pictures: Pick<Pictures, 'upload'>;
  channel: () => string;
  log: Log;
}): TrainingMessages {
  const { store, posted, pictures, channel } = deps;
  return {
    async progress(event) {
      const { runId, state } = event;
      const ref = await posted.put(slots.training(runId), { channel: channel(), thread: null }, trainingMessage(event));
      if (state !== 'done') return;
      const status = await store.facts.get(trainingFact, runId);
      for (const { kind, chart } of drawnLosses(status?.result ?? [])) {
        const file = { filename: `${runId}-${kind}-losses.png`, title: `Error of ${kind} after each pass` };
        await showWithPicture(
          {
            slot: slots.losses(runId, kind),
            place: { channel: ref.channel, thread: ref.ts },
            draw: () => pictures.upload('losses', chart, file),
            build: (picture) => lossesMessage(kind, chart, picture),
          },
          deps,
        );
      }
    },
  };
}
