import type { CallContext } from '../../src/foundation/thread-calls.ts';
import { createHistoryFunctions } from '../../src/telemetry/history/history-functions.ts';

/** Writes days minute by minute in the folder and from the time that it is given, closes each hour, and says after each how many rows it has written. Ends when it is killed. */
const [dir, start, rowsPerHour] = process.argv.slice(2) as [string, string, string];
const hourMs = 3_600_000;
const context: CallContext = {
  ...{ signal: new AbortController().signal, progress: () => undefined, keep: (work) => work() },
};
const functions = createHistoryFunctions({ dir, threads: 1, partRows: 500 });
const rows = Number(rowsPerHour);
const known = await functions.open(null, context);
for (let hour = 0; ; hour++) {
  const from = Number(start) + hour * hourMs;
  const at = Float64Array.from({ length: rows }, (_, i) => from + Math.floor((i * hourMs) / rows));
  await functions.insert(
    {
      ...{ number: known.batch + hour + 1, series: new Int32Array(rows), at, value: new Float64Array(rows).fill(hour) },
      newSeries: hour === 0 ? [{ id: 0, name: ['R1', '', 'cpu_pct'] }] : [],
    },
    context,
  );
  process.send!({ written: (hour + 1) * rows });
  await functions.seal({ now: from + hourMs + 120_000 }, context);
}
