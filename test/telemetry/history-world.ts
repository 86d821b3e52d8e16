import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyBuckets } from '../../src/domain/history-reader.ts';
import { createRandom } from '../../src/models/random.ts';
import { createHistoryBuffer } from '../../src/telemetry/history/history-batch.ts';
import { type HistoryDatabase, openHistoryDatabase } from '../../src/telemetry/history/history-database.ts';
import { type Statement, statements } from '../../src/telemetry/history/history-statements.ts';

export const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Two hours before the UTC day in which clocks in Europe were set forward ends, so that days, hours and changes of clocks lie in the span. */
export const from = Date.parse('2026-03-28T22:00:00Z');
export const to = from + 3 * 24 * hourMs;

/** A history of finished days: gaps, values that came twice with other numbers, equal values, names that SQL could trip over, and a metric with one value. */
export async function fillHistory(): Promise<{ dir: string; database: HistoryDatabase; close(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'history-contract-'));
  const database = await openHistoryDatabase({ dir, threads: 1, partRows: 4000 });
  const buffer = createHistoryBuffer(await database.known(), { rows: 100_000, maxSeries: 100 });
  const random = createRandom(5);
  const devices = ['R1', 'O\'Brien "x" `y`', 'Zürich-⚡', 'a\tb'];
  for (let at = from; at < to; at += 5 * minuteMs) {
    for (const [i, device] of devices.entries()) {
      // Half a day without R1, and every tenth moment without anybody.
      if ((i === 0 && at > from + 20 * hourMs && at < from + 32 * hourMs) || random() < 0.1) continue;
      const value = 20 + 10 * Math.sin(at / hourMs) + random();
      buffer.add({ at: at + i, device, interface: null, metric: 'cpu_pct', value });
      buffer.add({ at: at + i, device, interface: 'Gi0/1', metric: 'latency_ms', value: Math.round(value) });
      if (random() < 0.2) buffer.add({ at: at + i, device, interface: null, metric: 'cpu_pct', value: value - 1 });
      // The end of an hour and the beginning of the next one.
      if (at % hourMs === 0) {
        buffer.add({ at: at - 1, device, interface: null, metric: 'edge', value: -1e-300 });
        buffer.add({ at, device, interface: null, metric: 'edge', value: 1e300 });
      }
    }
  }
  buffer.add({ at: from + 1, device: 'R1', interface: null, metric: 'once', value: 7 });
  await database.insert(buffer.take());
  const later = to + 30 * 24 * hourMs;
  for (const slice of await database.unsealed(later)) await database.seal(slice);
  for (const order of await database.missingRollups({ now: later }))
    for (const rollup of await database.rollUp(order)) await database.takeRollup(rollup);
  // One day has a further file since, so that its roll-ups do not count.
  const late = createHistoryBuffer(await database.known(), { rows: 10, maxSeries: 100 });
  late.add({ at: to - 30 * hourMs + 1, device: 'R1', interface: null, metric: 'cpu_pct', value: 99 });
  await database.insert(late.take());
  for (const slice of await database.unsealed(later)) await database.seal(slice);
  await database.publish(later);
  return {
    dir,
    database,
    async close() {
      await database.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const all = { from, to };
const wholeDays = { from: from - 22 * hourMs, to: to + 2 * hourMs };
const R1 = { device: 'R1', interface: null };

/** A question of every statement and of every shape of selection. What is asked has more than one row where there can be, and a cut answer. */
export const contract: [name: string, statement: Statement][] = [
  ['range of a device', statements.range({ ...all, device: 'R1' }, 100_000)],
  ['range of a place with quotes in its name', statements.range({ ...all, device: 'O\'Brien "x" `y`' }, 100_000)],
  ['range that is cut', statements.range({ ...all, metric: 'cpu_pct' }, 100)],
  ['range of an interface', statements.range({ ...all, place: { device: 'Zürich-⚡', interface: 'Gi0/1' } }, 100_000)],
  ['range over the end of a day', statements.range({ from: from + 119 * minuteMs, to: from + 121 * minuteMs }, 100)],
  ['range of a moment', statements.range({ from: from + hourMs, to: from + hourMs + 1, metric: 'edge' }, 100)],
  ['range of nothing', statements.range({ ...all, device: 'nobody' }, 100)],
  ['range before all', statements.range({ from: 0, to: from - hourMs }, 100)],
  ['range of an empty span', statements.range({ from, to: from }, 100)],
  ['last of all', statements.last(all, 3, 100_000)],
  ['last of one', statements.last({ ...all, metric: 'once' }, 1, 10)],
  ...historyBuckets.flatMap((bucket): [string, Statement][] => [
    [`roll-up by ${bucket}`, statements.rollUp(all, bucket, 100_000)],
    [`roll-up by ${bucket} of whole days`, statements.rollUp(wholeDays, bucket, 100_000)],
    [`roll-up by ${bucket} of one place`, statements.rollUp({ ...wholeDays, place: R1 }, bucket, 100_000)],
  ]),
  ['roll-up of a span that cuts hours', statements.rollUp({ from: from + 1, to: to - 1 }, 'hour', 100_000)],
  ['roll-up of one value', statements.rollUp({ ...all, metric: 'once' }, 'hour', 10)],
  ['roll-up that is cut', statements.rollUp({ ...all, metric: 'cpu_pct' }, 'hour', 10)],
  ['features', statements.features({ ...all, place: R1 }, 100_000)],
  ['features of one value', statements.features({ ...all, metric: 'once' }, 10)],
  ['percentiles', statements.percentiles(all, [0, 0.5, 0.95, 1], 1000)],
  ...(['mean', 'min', 'median', 'p95', 'max'] as const).flatMap((by) =>
    (['highest', 'lowest'] as const).map((order): [string, Statement] => [
      `top by ${by}, ${order}`,
      statements.top({ ...all, metric: 'latency_ms' }, { by, count: 3, order }, 100),
    ]),
  ),
];
