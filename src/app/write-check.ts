import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import { describeError } from '../errors.ts';
import { defineFact } from '../store/fact-kind.ts';
import type { Store } from '../store/store.ts';

/** Why something can't be written; null when it can. */
export interface WriteState {
  database: string | null;
  stateFolder: string | null;
}

/** About what the next minutes need: a WAL segment is larger, and PostgreSQL keeps those that it has. */
const neededBytes = 1024 * 1024;
const lookEveryMs = 5_000;
/** Whoever asks for the health does not wait for a server that hangs. */
const answerWithinMs = 1_500;

/** When it was last tried whether facts can be written. */
export const writeCheckFact = defineFact({
  name: 'write-check',
  id: /^latest$/,
  value: z.number(),
  whenDamaged: 'leave-out',
});

/** Tries whether the database and the state folder (history, models, training data) can be written to; at most once in five seconds. */
export function createWriteCheck(deps: { store: Pick<Store, 'facts'>; folder: string; clock: Clock }): {
  read(): Promise<WriteState>;
} {
  const { store, folder, clock } = deps;
  let latest: { at: number; state: Promise<WriteState> } | undefined;
  const probe = join(folder, 'write-check');

  async function writeFile(): Promise<void> {
    const file = await open(probe, 'w');
    try {
      await file.write(Buffer.alloc(neededBytes));
      await file.sync();
    } finally {
      await file.close();
      await rm(probe, { force: true });
    }
  }

  async function look(): Promise<WriteState> {
    const why = (work: Promise<void>) => {
      const written = work.then(() => null, describeError);
      return Promise.race([written, sleep(answerWithinMs, `no answer in ${answerWithinMs} ms`, { ref: false })]);
    };
    const [database, stateFolder] = await Promise.all([
      why(store.facts.put(writeCheckFact, 'latest', clock())),
      why(writeFile()),
    ]);
    return { database, stateFolder };
  }

  return {
    read() {
      const now = clock();
      // Also after a clock that was set back.
      if (!latest || Math.abs(now - latest.at) >= lookEveryMs) latest = { at: now, state: look() };
      return latest.state;
    },
  };
}
