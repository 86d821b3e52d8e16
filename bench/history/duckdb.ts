import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { NocturneError } from '../../src/errors.ts';
import type { DuckdbOrder } from './duckdb-process.ts';
import type { Engine, Measured } from './engine.ts';
import { featuresQuestion } from './query.ts';

const script = fileURLToPath(new URL('duckdb-process.ts', import.meta.url));

/** The product's own way: its database, with its limit of memory and its threads, which leave one processor to the rest. */
export const duckdb: Engine = {
  name: 'DuckDB',
  mostRows: Number.POSITIVE_INFINITY,
  missing: async () => undefined,
  async measure({ dir, span }, { again }) {
    const child = fork(script, { serialization: 'advanced', execArgv: ['--disable-warning=ExperimentalWarning'] });
    const threads = Math.max(1, availableParallelism() - 1);
    const order: DuckdbOrder = { dir, threads, question: featuresQuestion(span), again };
    const ended = once(child, 'exit');
    const answered = once(child, 'message');
    child.send(order);
    const first = await Promise.race([answered, ended.then(([code]) => code as number | null)]);
    if (!Array.isArray(first))
      throw new NocturneError('engine-failed', `DuckDB's process ended with ${first} before it answered`);
    await ended;
    return first[0] as Measured;
  },
};
