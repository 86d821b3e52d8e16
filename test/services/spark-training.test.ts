import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { recordHistory } from '../../src/app/record/record-history.ts';
import { readHistory } from '../../src/jobs/training/read-history.ts';
import { trainFromFile } from '../../src/jobs/training/train-from-file.ts';
import { openHistory } from '../../src/telemetry/history/history.ts';
import { readRemote } from '../../src/telemetry/history/spark/remote.ts';
import { readSamples } from '../../src/telemetry/recording.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { topology } from '../diagnosis/simulated.ts';
import { silentLog } from '../store/open-test-store.ts';
import { onDemand } from '../telemetry/series-of.ts';

const remote = process.env.TEST_SPARK;
const folder = mkdtempSync(join(tmpdir(), 'spark-training-'));
const midnight = Date.UTC(2026, 10, 23);
/** Six minutes in a day that is finished, and seven that are not closed. */
const span = { from: midnight - 360_000, to: midnight + 420_000 };
const never = new AbortController().signal;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(remote === undefined)('a training whose data Spark reads', () => {
  it('makes the same models to the last digit as one whose data DuckDB reads, and leaves nothing behind', async () => {
    const recording = join(folder, 'recording');
    await recordWorld({ spec: loadNetworkSpec(), seed: 5, from: span.from, minutes: 13, faults: [], out: recording });
    const dir = join(folder, 'history');
    const open = (spark?: { remote: ReturnType<typeof readRemote> }) =>
      openHistory({ ...{ dir, log: silentLog, clock: () => midnight + 3_600_000, spark }, ...onDemand });
    const first = await open();
    for await (const samples of readSamples(recording)) await first.append(samples);
    await first.seal();
    await first.close();
    const trained = [];
    for (const [name, spark] of [
      ['duckdb', undefined],
      ['spark', { remote: readRemote(remote!) }],
    ] as const) {
      const history = await open(spark);
      const order = {
        ...{ file: join(folder, `${name}.parquet`), modelsDir: join(folder, name), seed: 1, libraries: {} },
        ...{ settings: { falseAlarmsPerDeviceDay: 1 }, trainedAt: '2026-01-01T00:00:00.000Z' },
      };
      await readHistory({ history, store: createMemoryStore(), topology }, { file: order.file, span }, never);
      await history.close();
      trained.push(await trainFromFile(order, () => undefined));
    }
    const [duckdb, spark] = trained;
    expect(spark).toEqual(duckdb);
    const models = duckdb!.models.filter(({ id }) => id !== null);
    expect(models.length).toBeGreaterThan(0);
    for (const { kind, id } of models) {
      const [model, other] = ['duckdb', 'spark'].map((name) =>
        readFileSync(join(folder, name, kind, 'network', id!, 'model.json'), 'utf8'),
      );
      expect(model).toBe(other);
    }
    expect(readdirSync(join(dir, 'exports'))).toEqual([]);
  });

  it('makes the same recording, for backtests, to the last byte', async () => {
    const written = [];
    for (const [name, spark] of [
      ['duckdb', undefined],
      ['spark', { remote: readRemote(remote!) }],
    ] as const) {
      const history = await openHistory({
        ...{ dir: join(folder, 'history'), log: silentLog, clock: () => midnight + 3_600_000, spark },
        ...onDemand,
      });
      const order = { ...span, folder: join(folder, `recorded-${name}`) };
      const { samples } = await recordHistory(
        { history: history.archive, store: createMemoryStore(), topology },
        order,
      );
      await history.close();
      expect(samples).toBeGreaterThan(1000);
      written.push(gunzipSync(readFileSync(join(order.folder, 'samples.lp.gz'))).toString());
    }
    expect(written[1]).toBe(written[0]);
  });
});
