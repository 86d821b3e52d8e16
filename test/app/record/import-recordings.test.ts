import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importRecordings } from '../../../src/app/record/import-recordings.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { parseTopology } from '../../../src/network/inventory.ts';
import { type History, openHistory } from '../../../src/telemetry/history/history.ts';
import { createMetricMapping } from '../../../src/telemetry/mapping/metric-mapping.ts';
import { createRecordingWriter } from '../../../src/telemetry/recording.ts';
import { silentLog } from '../../store/open-test-store.ts';
import { onDemand } from '../../telemetry/series-of.ts';

const start = Date.UTC(2026, 10, 23, 22);
const topology = parseTopology('devices: { Router-A: { interfaces: { eth1: {} } }, Router-B: {} }');
let dir: string;
let history: History;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'import-'));
  history = await openHistory({
    ...{ dir: join(dir, 'history'), log: silentLog, clock: () => start + 86_400_000, ...onDemand },
  });
});
afterEach(async () => {
  await history.close();
  await rm(dir, { recursive: true });
});

const deps = () => ({ history, topology, mapping: createMetricMapping() });

/** Samples over midnight, a minute apart. */
const samplesOf = (device: string, count: number, from = start): Sample[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ at: from + i * 60_000, device, interface: null, metric: 'cpu_pct', value: i % 90 },
  }));

async function record(name: string, samples: readonly Sample[]): Promise<string> {
  const folder = join(dir, name);
  const writer = await createRecordingWriter(folder, { gzip: true });
  await writer.samples(samples);
  await writer.close();
  return folder;
}

async function stored(): Promise<Sample[]> {
  const answer = await history.range({ from: 0, to: start + 10 * 86_400_000 });
  if (answer.outcome !== 'ok') throw new Error(answer.outcome);
  return answer.series.flatMap(({ place, metric, at, value }) =>
    Array.from(at, (time, i): Sample => ({ at: time, ...place, metric, value: value[i]! })),
  );
}

describe('recordings put into the history', () => {
  it('are there whole, over several folders and days, with what is not in the inventory named', async () => {
    const given = [samplesOf('Router-A', 300), samplesOf('Stranger', 50, start + 86_400_000)];
    const recordings = [await record('one', given[0]!), await record('two', given[1]!)];
    const told: string[] = [];
    const imported = await importRecordings(deps(), { recordings }, ({ note }) => told.push(note));
    expect(imported).toEqual({
      ...{ samples: 350, first: start, last: start + 86_400_000 + 49 * 60_000, devices: 2 },
      ...{ outsideInventory: ['Stranger'], lost: {} },
    });
    expect(await stored()).toEqual(given.flat());
    expect(told.at(-1)).toBe('350 samples');
  });

  it('change nothing when it is done again, also after it was cut off, and beside what was heard', async () => {
    const heard = samplesOf('Router-B', 40, start + 600_000);
    await history.append(heard);
    await history.append(samplesOf('Router-A', 100));
    const folder = await record('one', samplesOf('Router-A', 300));
    for (let i = 0; i < 2; i++) await importRecordings(deps(), { recordings: [folder] });
    await history.seal();
    await importRecordings(deps(), { recordings: [folder] });
    expect(await stored()).toEqual([...samplesOf('Router-A', 300), ...heard]);
  });

  it('count what became no sample, by reason', async () => {
    const folder = await record('one', samplesOf('Router-A', 3));
    await rm(join(folder, 'samples.lp.gz'));
    await writeFile(
      join(folder, 'samples.lp'),
      'device,device=Router-A cpu_pct=5,hello="text" 1766527200000\ndevice,device=Router-A cpu_pct=6 1766527260000\n',
    );
    expect(await importRecordings(deps(), { recordings: [folder] })).toMatchObject({ samples: 2, lost: { text: 1 } });
  });

  it('are refused where there is nothing in them, or a line is bad, by file and line', async () => {
    const empty = await record('empty', []);
    await expect(importRecordings(deps(), { recordings: [empty] })).rejects.toMatchObject({ code: 'recording-empty' });
    const bad = await record('bad', samplesOf('Router-A', 2));
    await rm(join(bad, 'samples.lp.gz'));
    await writeFile(join(bad, 'samples.lp'), 'device,device=Router-A cpu_pct=5 1766527200000\nnonsense\n');
    await expect(importRecordings(deps(), { recordings: [bad] })).rejects.toMatchObject({
      ...{ code: 'recording-bad-line', message: expect.stringMatching(/samples\.lp.*line 2/) },
    });
  });

  it.each([
    ['that fails', { failing: () => 'the disk is full', counts: () => ({ appended: 0, dropped: 0, waiting: 3 }) }],
    ['that drops', { failing: () => null, counts: dropping() }],
  ])('are not called done by a history %s', async (_what, changed) => {
    const folder = await record('one', samplesOf('Router-A', 300));
    const failing = { ...deps(), history: { ...history, ...changed } };
    await expect(importRecordings(failing, { recordings: [folder] })).rejects.toMatchObject({
      ...{ code: 'history-failed', retryable: true },
    });
  });
});

function dropping() {
  let dropped = 0;
  return () => ({ appended: 0, dropped: dropped++, waiting: 0 });
}
