import { type CallContext, serveCalls } from '../../foundation/thread-calls.ts';
import { readTrainingFile } from '../../telemetry/history/training-file.ts';
import { readRecordings } from './read-recordings.ts';
import { type TeachOrder, teachChallenger } from './teach-challenger.ts';
import { trainFromFile } from './train-from-file.ts';
import type { OnTrainingProgress, RecordingsOrder, TrainingOrder, TrainingStep } from './training-order.ts';

type Context = CallContext<TrainingStep>;

/** Steps follow each other faster than anybody reads them. */
const tellEveryMs = 250;

function teller({ progress }: Context): OnTrainingProgress {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (done, total, note) => {
    if (done < total && performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    progress({ done, total, note });
  };
}

/**
 * The parts of a training, each in a thread of its own: all that the second knows of the data is the file that the first wrote. DuckDB works on that
 * file, so the thread must not end meanwhile.
 */
const functions = {
  read: (order: RecordingsOrder, context: Context) =>
    context.keep(() => readRecordings(order, teller(context), context.signal)),
  train: (order: TrainingOrder, context: Context) =>
    trainFromFile(order, teller(context), (file) => context.keep(() => readTrainingFile(file, context.signal))),
  teach: (order: TeachOrder, context: Context) => teachChallenger(order, teller(context)),
};

export type TrainingThread = typeof functions;

serveCalls(functions);
