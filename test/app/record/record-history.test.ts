import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordHistory } from '../../../src/app/record/record-history.ts';
import type { HistoryReader } from '../../../src/domain/history-reader.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { createGivenLabels } from '../../../src/incidents/given-labels.ts';
import { createIncidentLabels } from '../../../src/incidents/labels.ts';
import { parseTopology, readTopology } from '../../../src/network/inventory.ts';
import { type History, openHistory } from '../../../src/telemetry/history/history.ts';
import { readSamples } from '../../../src/telemetry/recording.ts';
import { readLabels } from '../../../src/telemetry/recording-labels.ts';
import { createMemoryStore } from '../../bot/memory-store.ts';
import { incidentOf } from '../../bot/world.ts';
import { rounds } from '../../sampled.ts';
import { silentLog } from '../../store/open-test-store.ts';
import { onDemand } from '../../telemetry/series-of.ts';

const start = Date.UTC(2026, 10, 23);
const topology = parseTopology(
  'devices: { Router-A: { interfaces: { eth1: { address: 10.0.0.1/30 }, "1.10": {} } }, "007": {}, Router-B: {} }\nlinks: { a-b: { a: "Router-A:eth1", b: "Router-B:eth1", capacityMbps: 1000 } }',
);
let dir: string;
let history: History;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'record-'));
  history = await openHistory({
    dir: join(dir, 'history'),
    log: silentLog,
    clock: () => start + 86_400_000,
    ...onDemand,
  });
});
afterEach(async () => {
  await history.close();
  await rm(dir, { recursive: true });
});

const stored = (count: number): Sample[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ at: start + Math.floor(i / 3) * 1000, device: i % 3 === 0 ? 'Router-A' : 'Router-B' },
    ...{ interface: i % 3 === 1 ? 'eth1' : null, metric: i % 3 === 1 ? 'latency_ms' : 'cpu_pct', value: i % 100 },
  }));

async function readAll(folder: string): Promise<Sample[]> {
  const all: Sample[] = [];
  for await (const samples of readSamples(folder)) all.push(...samples);
  return all;
}

const sorted = (samples: Sample[]) => samples.map((sample) => JSON.stringify(sample)).sort();

describe('a recording of what was stored', () => {
  it('has every sample of the span once and in order, the inventory, and a label where a cause was confirmed', async () => {
    const samples = stored(9_000);
    await history.append(samples);
    const store = createMemoryStore();
    const at = start + 600_000;
    await store.incidents.insert(
      incidentOf('inc-1', { openedAt: at, lastAnomalyAt: at + 60_000, state: 'resolved', resolvedAt: at + 90_000 }),
    );
    await store.incidents.insert(incidentOf('inc-2', { openedAt: at + 1, lastAnomalyAt: at + 2 }));
    await createIncidentLabels(store.facts).put({
      incidentId: 'inc-1',
      user: 'U1',
      at,
      verdict: 'congestion',
      right: true,
    });
    const imported = { start: at + 5, end: at + 9, device: 'Router-A', interface: null, cause: 'bad_optic' };
    await createGivenLabels(store.facts).put({ ...imported, at, by: 'nadia' });
    const order = { from: start + 60_000, to: start + 1_800_000, folder: join(dir, 'made') };
    const recorded = await recordHistory({ history, store, topology }, order);
    const wanted = samples.filter(({ at }) => at >= order.from && at < order.to);
    expect(recorded).toMatchObject({ samples: wanted.length, incidents: 2, labels: 2, unconfirmed: 1 });
    const read = await readAll(order.folder);
    expect(sorted(read)).toEqual(sorted(wanted));
    expect(read.every(({ at }, i) => i === 0 || at >= read[i - 1]!.at)).toBe(true);
    expect(await readTopology(join(order.folder, 'topology.yaml'))).toEqual(topology);
    expect(await readLabels(order.folder)).toMatchObject([
      { cause: 'congestion', device: 'Router-A', start: at },
      imported,
    ]);
    await expect(recordHistory({ history, store, topology }, order)).rejects.toMatchObject({
      code: 'recording-exists',
    });
  });

  it('reads less at a time where there is much, and loses nothing by it', async () => {
    await history.append(stored(3_000));
    const spans: number[] = [];
    const narrow: Pick<HistoryReader, 'range'> = {
      async range(selection, bounds) {
        spans.push(selection.to - selection.from);
        return history.range(selection, { ...bounds, rows: 400 });
      },
    };
    const order = { from: start, to: start + 1_000_000, folder: join(dir, 'made') };
    const { samples } = await recordHistory({ history: narrow, store: createMemoryStore(), topology }, order);
    expect([samples, (await readAll(order.folder)).length]).toEqual([3_000, 3_000]);
    expect(Math.min(...spans)).toBeLessThan(Math.max(...spans));
  });

  it('says when nothing was stored, leaves nothing behind, and asks little of the history for it', async () => {
    let asked = 0;
    const counted: Pick<HistoryReader, 'range'> = {
      range(...question) {
        asked += 1;
        return history.range(...question);
      },
    };
    const days = rounds(30, 300);
    const order = { from: start - days * 86_400_000, to: start, folder: join(dir, 'made') };
    const deps = { history: counted, store: createMemoryStore(), topology };
    for (let turn = 0; turn < 2; turn++) {
      await expect(recordHistory(deps, order)).rejects.toMatchObject({
        ...{ code: 'recording-empty', hint: expect.stringContaining('nocturne sources') },
      });
    }
    expect(existsSync(order.folder)).toBe(false);
    expect(asked).toBeLessThan(2 * (days + 10));
  });

  it('says where nothing was stored', async () => {
    const samples = stored(3_000).filter(({ at }) => at < start + 60_000 || at >= start + 960_000);
    await history.append(samples);
    const order = { from: start - 900_000, to: start + 1_000_000, folder: join(dir, 'made') };
    expect(await recordHistory({ history, store: createMemoryStore(), topology }, order)).toMatchObject({
      ...{ first: start, last: start + 999_000 },
      gaps: [
        { from: start - 900_000, to: start },
        { from: start + 59_000, to: start + 960_000 },
      ],
    });
  });

  it('asks for less when the history is too slow, and fails when it always is', async () => {
    await history.append(stored(3_000));
    const slowOver = (ms: number): Pick<HistoryReader, 'range'> => ({
      range: async (selection, bounds) =>
        selection.to - selection.from > ms
          ? { outcome: 'failed', why: 'too-slow', reason: 'it took too long' }
          : history.range(selection, bounds),
    });
    const order = { from: start, to: start + 1_000_000, folder: join(dir, 'made') };
    const deps = { store: createMemoryStore(), topology };
    await expect(recordHistory({ ...deps, history: slowOver(10) }, order)).rejects.toMatchObject({
      ...{ code: 'history-failed', message: expect.stringContaining('it took too long') },
    });
    expect(await recordHistory({ ...deps, history: slowOver(20_000) }, order)).toMatchObject({ samples: 3_000 });
  });

  it('ends when it is called off, and leaves nothing behind', async () => {
    await history.append(stored(3_000));
    const ending = new AbortController();
    const order = { from: start, to: start + 86_400_000, folder: join(dir, 'made') };
    const onProgress = () => ending.abort();
    const deps = { history, store: createMemoryStore(), topology };
    await expect(recordHistory(deps, order, { onProgress, signal: ending.signal })).rejects.toThrow(/abort/);
    expect(readdirSync(dir)).toEqual(['history']);
  });
});
