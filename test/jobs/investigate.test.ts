import { expect, test } from 'vitest';
import type { OncallGraph } from '../../src/agents/oncall-graph.ts';
import { type InvestigateDeps, investigate } from '../../src/jobs/investigate.ts';
import type { JobContext } from '../../src/jobs/queue/job.ts';
import type { Store } from '../../src/store/store.ts';

/** The handler as the queue would call it, on a process that has caught up with its telemetry at that time. */
function handlerOf(options: { caughtUpAt: number; looked: string[] }) {
  const graph = { investigate: async (id: string) => options.looked.push(`${id} at ${Date.now()}`) };
  const store = { withLock: async (_name: string, work: () => Promise<unknown>) => ({ value: await work() }) };
  const deps: InvestigateDeps = {
    graph: graph as unknown as OncallGraph,
    store: store as unknown as Store,
    clock: Date.now,
    caughtUpAt: () => options.caughtUpAt,
    saveDecision: async () => undefined,
  };
  return (payload: { incidentId: string }, context: JobContext) => investigate.handle(payload, deps, context);
}

const context = (signal: AbortSignal): JobContext => ({ id: 'a', attempt: 1, signal, progress: async () => undefined });

test('the agents look only when the telemetry that waited for this process has arrived', async () => {
  const looked: string[] = [];
  const caughtUpAt = Date.now() + 60;
  await handlerOf({ caughtUpAt, looked })({ incidentId: 'INC-1' }, context(new AbortController().signal));
  expect(Number(looked[0]?.replace('INC-1 at ', ''))).toBeGreaterThanOrEqual(caughtUpAt - 1);
});

test('a process that is told to stop meanwhile leaves the look to the next one', async () => {
  const looked: string[] = [];
  const stopping = new AbortController();
  const run = handlerOf({ caughtUpAt: Date.now() + 60_000, looked })({ incidentId: 'INC-1' }, context(stopping.signal));
  stopping.abort();
  await expect(run).rejects.toMatchObject({ code: 'process-stopping', retryable: true });
  expect(looked).toEqual([]);
});
