import { workerData } from 'node:worker_threads';
import type { CallContext } from '../../src/foundation/thread-calls.ts';
import { serveCalls } from '../../src/foundation/thread-calls.ts';
import type { HistoryPlace } from '../../src/telemetry/history/history-database.ts';
import { createHistoryFunctions, type HistoryFunctions } from '../../src/telemetry/history/history-functions.ts';

/** When a thread of the history ends: with the call of a name that is the `every`th, counted over all threads. */
export interface Death {
  call: keyof HistoryFunctions;
  every: number;
  /** Before the work, in the middle of it, when it is done but not answered, or not at all: it hangs until `go` is set. */
  when: 'before' | 'during' | 'after' | 'hangs';
  way: 'exit' | 'error';
}

export interface DyingPlace extends HistoryPlace {
  deaths: Death[];
  /** For each death, how many calls there were. */
  calls: Int32Array<SharedArrayBuffer>;
  go: Int32Array<SharedArrayBuffer>;
}

type Served = (order: never, context: CallContext) => Promise<unknown>;

const { deaths, calls, go, ...place } = workerData as DyingPlace;
const functions: Record<string, Served> = { ...createHistoryFunctions(place) };

function die(way: Death['way']): Promise<never> {
  if (way === 'exit') process.exit(3);
  setImmediate(() => {
    throw new Error('made to die');
  });
  return new Promise(() => undefined);
}

function withDeath(serve: Served, { every, when, way }: Death, index: number): Served {
  return async (order, context) => {
    if ((Atomics.add(calls, index, 1) + 1) % every !== 0) return serve(order, context);
    if (when === 'before') return die(way);
    if (when === 'hangs') return context.keep(async () => Atomics.wait(go, 0, 0));
    const answer = serve(order, context);
    if (when === 'after') await answer;
    await die(way);
    return answer;
  };
}

for (const [index, death] of deaths.entries()) functions[death.call] = withDeath(functions[death.call]!, death, index);

serveCalls(functions);
