import { z } from 'zod';
import type { LearnedStage } from '../../domain/learning-state.ts';
import { detection } from '../../learning/kinds/detection.ts';
import { mostAttempts } from '../../learning/stages/stages.ts';
import { defineFact, word } from '../../store/fact-kind.ts';
import type { Store } from '../../store/store.ts';
import { type TrainingStatus, trainingFact, trainingOrders } from './training-runs.ts';

/** How much telemetry there was, so that a restart begins no stage anew; the id is `network`. A damaged one is counted anew from the history. */
export const telemetryTimeFact = defineFact({
  name: 'learning-telemetry',
  value: z.object({
    ...{ firstAt: z.number(), lastAt: z.number(), learnedMs: z.number() },
    /** When the history was asked last. */
    lookedAt: z.number(),
    /** Readings that nine of ten places have, and how much was learned when they were counted; they are counted until the first stage. */
    ...{ readings: z.number(), countedMs: z.number() },
    /** Readings of a stage that waits for more, because the detector that people trained has learned from so many. */
    held: z.object({ readings: z.number(), wanted: z.number(), at: z.number() }).nullable(),
  }),
  whenDamaged: 'leave-out',
});
export type StoredTelemetryTime = z.output<typeof telemetryTimeFact.value>;

/** A stage that was begun; the id is the telemetry after which it was due, in milliseconds. Few, and the later ones are compared with all. */
export const stageFact = defineFact({
  name: 'learning-stage',
  id: /^\d+$/,
  value: z.object({
    stageMs: z.number(),
    /** How much telemetry was there when it began, in its span. */
    learnedMs: z.number(),
    attempt: z.number(),
    /** Of its training; one for each attempt. */
    runId: z.string(),
    /** Null until the training has ended. */
    end: z
      .object({
        at: z.number(),
        outcome: word<LearnedStage['outcome']>(),
        reason: z.string(),
        /** Its detector; null when the data taught none. */
        modelId: z.string().nullable(),
      })
      .nullable(),
  }),
  whenDamaged: 'leave-out',
});
export type LearningStage = z.output<typeof stageFact.value>;

/** Whether a stage failed and is tried again after a while. */
export const isToRepeat = ({ end, attempt }: LearningStage): boolean =>
  end?.outcome === 'failed' && attempt < mostAttempts;

/** The stages that were begun, the shortest first, each with its end where its training has one. Writes nothing. */
export async function readStages({ facts }: Pick<Store, 'facts'>): Promise<LearningStage[]> {
  const stages = (await facts.list(stageFact)).map(({ value }) => value).sort((a, b) => a.stageMs - b.stageMs);
  return Promise.all(
    stages.map(async (stage) => {
      if (stage.end) return stage;
      const [status, order] = [
        await facts.get(trainingFact, stage.runId),
        await facts.get(trainingOrders, stage.runId),
      ];
      return { ...stage, end: endOf(status, order !== undefined) };
    }),
  );
}

/** A training of which nothing is known any more would be waited for in vain. */
function endOf(status: TrainingStatus | undefined, isOwed: boolean): LearningStage['end'] {
  if (status === undefined || status.state === 'running')
    return isOwed ? null : { at: 0, outcome: 'failed', reason: 'nothing is known of its training', modelId: null };
  const { state, at, note, result } = status;
  if (state === 'failed') return { at, outcome: 'failed', reason: note, modelId: null };
  const found = result?.find(({ kind }) => kind === detection.kind);
  return {
    ...{ at, outcome: found?.promoted ? 'in-use' : 'not-better', modelId: found?.id ?? null },
    reason: found?.reason ?? 'no detector was trained',
  };
}
