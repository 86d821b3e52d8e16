import type { CallContext } from '../../../src/foundation/thread-calls.ts';
import { createHistoryFunctions } from '../../../src/telemetry/history/history-functions.ts';
import { batchOf, startOfStep, type WriterNews, type WriterOrder } from './written-steps.ts';

/** Does what the product does: inserts, closes hours, makes one file of a day, removes old days. Ends when it is killed. */
const order = JSON.parse(process.argv[2]!) as WriterOrder;
const dayMs = 86_400_000;
const context: CallContext = {
  ...{ signal: new AbortController().signal, progress: () => undefined, keep: (work) => work() },
};
const functions = createHistoryFunctions({ dir: order.dir, threads: 1, partRows: order.partRows });
await functions.open(null, context);
const say = (news: WriterNews) => process.send!(news);
for (let steps = 0; ; ) {
  const from = startOfStep(order, steps);
  say({ phase: 'inserting', steps, now: from });
  await functions.insert(batchOf(order, steps), context);
  steps += 1;
  const end = startOfStep(order, steps);
  const now = end + 120_000;
  const isNewDay = end % dayMs === 0;
  say({ phase: isNewDay ? 'sealing, and making one file of a day' : 'sealing', steps, now });
  await functions.seal({ now }, context);
  if (order.keepDays === undefined || !isNewDay) continue;
  say({ phase: 'removing old days', steps, now });
  await functions.prune({ keepDays: order.keepDays, now }, context);
}
