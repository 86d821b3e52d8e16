import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Sample } from '../../../src/domain/sample.ts';
import { createDeviceClocks } from '../../../src/telemetry/device-clocks.ts';
import { createPulling } from '../../../src/telemetry/intake/pulling.ts';
import { createSourceCounts } from '../../../src/telemetry/intake/source-counts.ts';
import { createMetricMapping } from '../../../src/telemetry/mapping/metric-mapping.ts';
import type { Point } from '../../../src/telemetry/point.ts';
import type { OpenedSource } from '../../../src/telemetry/source.ts';
import { silentLog } from '../../store/open-test-store.ts';

const start = Date.UTC(2026, 10, 23, 3);
const everyMs = 10_000;
let now = start;

beforeEach(() => {
  now = start;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => void vi.useRealTimers());

const point = (device: string): Point => ({
  ...{ measurement: 'telemetry', tags: new Map([['device', device]]), fields: new Map([['latency_ms', 4]]) },
  ...{ at: now, hasOwnTime: true },
});

/** Lets all that is under way come to its end, without any time passing. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) await new Promise((turn) => setImmediate(turn));
}

function pull(gather: OpenedSource['gather']) {
  const samples: Sample[] = [];
  const counts = createSourceCounts().of('test');
  const clock = () => now;
  const pulling = createPulling({
    ...{ name: 'test', source: { everyMs, gather }, secrets: [], counts, log: silentLog },
    intake: {
      ...{ mapping: createMetricMapping(), clocks: createDeviceClocks(clock), clock },
      onSamples: (slice) => void samples.push(...slice),
    },
  });
  const beat = async (beats = 1) => {
    for (; beats > 0; beats -= 1) {
      now += everyMs;
      vi.advanceTimersByTime(everyMs);
      await settle();
    }
  };
  return { pulling, samples, counts, beat, devices: () => samples.map(({ device }) => device) };
}

it('asks at once and then at the interval, with the time of the clock', async () => {
  const times: number[] = [];
  const { pulling, beat, counts } = pull(async (_sink, context) => void times.push(context.now));
  pulling.start();
  await settle();
  await beat(3);
  await pulling.close();
  await beat(2);
  expect(times).toEqual([0, 1, 2, 3].map((beats) => start + beats * everyMs));
  expect(counts).toMatchObject({ deliveries: 4, failures: 0, skipped: 0, failing: null });
});

it('counts an error, keeps what came before it, and asks again at the next time', async () => {
  let asked = 0;
  const { pulling, beat, counts, devices } = pull(async (sink) => {
    asked += 1;
    await sink([point(`R${asked}`)]);
    if (asked === 1) throw new Error('no');
  });
  pulling.start();
  await settle();
  expect(counts).toMatchObject({ failures: 1, samples: 1, failing: { says: 'no', retryable: false } });
  await beat();
  expect(devices()).toEqual(['R1', 'R2']);
  expect(counts).toMatchObject({ deliveries: 2, failures: 1, failing: null });
  await pulling.close();
});

it('never asks twice at a time: one that is slow is told to stop, and the next one is skipped', async () => {
  let running = 0;
  let most = 0;
  const { pulling, beat, counts } = pull(async (_sink, { signal }) => {
    running += 1;
    most = Math.max(most, running);
    // The first one stops when it is told to, as late as two beats after.
    await new Promise<void>((stopped) => {
      if (counts.deliveries > 1) stopped();
      signal.addEventListener('abort', () => void release.then(stopped));
    });
    running -= 1;
  });
  let letGo = () => {};
  const release = new Promise<void>((done) => {
    letGo = done;
  });
  pulling.start();
  await settle();
  await beat(2);
  expect(counts).toMatchObject({ deliveries: 1, skipped: 2, failing: { retryable: true } });
  letGo();
  await settle();
  expect(counts).toMatchObject({ deliveries: 1, failures: 1 });
  await beat();
  expect(counts).toMatchObject({ deliveries: 2, failures: 1, failing: null });
  expect(most).toBe(1);
  await pulling.close();
});

it('hands on the parts of one gathering in order, although nobody waits between them', async () => {
  const { pulling, devices } = pull(async (sink) => {
    await Promise.all([sink([point('R1'), point('R2')]), sink([point('R3')]), sink([])]);
  });
  pulling.start();
  await settle();
  expect(devices()).toEqual(['R1', 'R2', 'R3']);
  await pulling.close();
});

it.each([
  ['that listens', true],
  ['that does not listen', false],
])('ends a gathering %s when the process stops, and takes nothing of it any more', async (_what, listens) => {
  let told = false;
  let answer = () => {};
  const { pulling, samples, counts } = pull(async (sink, { signal }) => {
    signal.addEventListener('abort', () => {
      told = true;
    });
    await new Promise<void>((resolve, reject) => {
      answer = resolve;
      if (listens) signal.addEventListener('abort', () => reject(signal.reason));
    });
    await sink([point('R1')]);
  });
  pulling.start();
  await settle();
  await pulling.close();
  answer();
  await settle();
  expect([told, samples]).toEqual([true, []]);
  expect(counts).toMatchObject({ deliveries: 1, failures: 0, failing: null });
});
