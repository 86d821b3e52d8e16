import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import type { ScheduledFault } from '../../demo/network/recording/schedule.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { type ReplayOptions, replayRecording } from '../../src/app/replay/replay-recording.ts';
import { defaultConfig } from '../../src/config.ts';
import { openStore } from '../../src/store/open-store.ts';
import { silentLog, templateFile } from '../store/open-test-store.ts';

const start = 1_750_000_000_000;
const second = 1_000;
const fault = (kind: 'latency' | 'loss', link: string, from: number, seconds: number): ScheduledFault => ({
  fault: kind === 'latency' ? { kind, link, magnitude: 60 } : { kind, link, magnitude: 20 },
  start: start + from * second,
  end: start + (from + seconds) * second,
});

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
  const faults = [
    fault('latency', 'L1', 120, 60),
    fault('loss', 'L2', 300, 60),
    fault('latency', 'L2', 480, 60),
    fault('loss', 'L1', 660, 60),
    // Played, not trained on.
    fault('latency', 'L1', 900, 60),
  ];
  await recordWorld({
    spec: loadNetworkSpec(),
    seed: 5,
    from: start,
    minutes: 20,
    faults,
    out: join(folder, 'seconds'),
  });
  await everyMinute(join(folder, 'seconds'), join(folder, 'minutes'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The same recording as if it had been sampled once a minute: a second of it becomes a minute. */
async function everyMinute(from: string, to: string): Promise<void> {
  await mkdir(to);
  const stretch = (text: string) => String(start + (Number(text) - start) * 60);
  const samples = gunzipSync(readFileSync(join(from, 'samples.lp.gz'))).toString('utf8');
  writeFileSync(join(to, 'samples.lp'), samples.replace(/\d+$/gm, stretch));
  writeFileSync(join(to, 'labels.csv'), readFileSync(join(from, 'labels.csv'), 'utf8').replace(/\b\d{13}\b/g, stretch));
  writeFileSync(join(to, 'topology.yaml'), readFileSync(join(from, 'topology.yaml')));
}

let runs = 0;
async function replay(recording: string, options: Partial<ReplayOptions>) {
  const store = await openStore({ log: silentLog, clock: () => start, templateFile });
  try {
    return await replayRecording({
      recording: join(folder, recording),
      from: start + 780 * second,
      to: start + 72_000 * second,
      speed: Number.POSITIVE_INFINITY,
      config: defaultConfig(folder, { env: {} }),
      modelsDir: join(folder, `models-${++runs}`),
      store,
      newId: (prefix) => `${prefix}-${++runs}`,
      log: silentLog,
      ...options,
    });
  } finally {
    await store.close();
  }
}

describe('a replay', () => {
  it('opens one incident for the fault that it was not trained on, names it, and closes it after quiet', async () => {
    const result = await replay('seconds', {});
    expect(result.incidents).toHaveLength(1);
    const [incident] = result.incidents;
    expect(incident).toMatchObject({ cause: 'latency_spike' });
    expect(['Router-A', 'Router-B']).toContain(incident!.device);
    expect(incident!.openedAt - (start + 900 * second)).toBeLessThan(20 * second);
    expect(incident!.closedAt).toBeGreaterThan(start + 960 * second);
    expect(result.against).toMatchObject({ events: 1, found: 1, incidents: 1, matched: 1, precision: 1, recall: 1 });
    expect(result.against).toMatchObject({ falsePerDay: 0, causeRight: 1 });
    expect(result.samples).toBeGreaterThan(420 * 27);
  });

  it('judges data of one sample a minute by two of three, and closes after two normal minutes', async () => {
    const at = (seconds: number) => start + seconds * 60 * second;
    const result = await replay('minutes', { from: at(780) });
    const [incident] = result.incidents;
    expect(incident!.openedAt - at(900)).toBeLessThanOrEqual(3 * 60 * second);
    expect(result.against).toMatchObject({ events: 1, found: 1 });
    expect(incident!.closedAt! - at(960)).toBeLessThanOrEqual(10 * 60 * second);
  });

  it('keeps to the given pace', async () => {
    const [from, to] = [start + 1000 * second, start + 1004 * second];
    const { seconds } = await replay('seconds', { from, to, speed: 10 });
    expect(seconds).toBeGreaterThanOrEqual(0.3);
  });

  it('says so when there is nothing to play or to train on', async () => {
    await expect(replay('seconds', { from: start + 9e9, to: start + 9.1e9 })).rejects.toThrow(/no sample from/);
    await expect(replay('seconds', { from: start })).rejects.toThrow(/training span/);
  });
});
