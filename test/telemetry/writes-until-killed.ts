import { createLog } from '../../src/log.ts';
import { openHistory } from '../../src/telemetry/history/history.ts';

/** Writes samples to the history of a folder for ever, and tells how many it has written. */
const [dir, start] = [process.argv[2]!, Number(process.argv[3])];
const history = await openHistory({ dir, log: createLog({ level: 'silent' }), clock: Date.now });
for (let from = 0; ; from += 2_000) {
  history.append(
    Array.from({ length: 2_000 }, (_, i) => ({
      ...{ device: `R${from / 2_000}`, interface: null },
      ...{ metric: 'cpu_pct', at: start + from + i, value: i },
    })),
  );
  process.send!(from);
  await history.flush();
}
