import { workerData } from 'node:worker_threads';
import { type CallContext, serveCalls } from '../../src/foundation/thread-calls.ts';
import type { TrainingStep } from '../../src/jobs/training/training-order.ts';

export type TrainingDeath = 'exit' | 'error' | 'memory' | 'refusal';

/** Tells its progress for ever, and dies after the third time. */
function read(_: unknown, { progress }: CallContext<TrainingStep>): Promise<void> {
  return new Promise((_, reject) => {
    let done = 0;
    setInterval(() => {
      progress({ done: ++done, total: 1_000, note: 'reading' });
      if (done === 3) end(workerData as TrainingDeath, reject);
    }, 1);
  });
}

function end(death: TrainingDeath, reject: (reason: Error) => void): void {
  if (death === 'exit') process.exit(3);
  if (death === 'error') throw new Error('made to die');
  if (death === 'refusal') reject(new Error('made to fail'));
  else for (const all: number[][] = []; ; ) all.push(new Array(1000).fill(1));
}

serveCalls({ read });
