import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordWorld } from '../../demo/network/recording/record-world.ts';
import type { ScheduledFault } from '../../demo/network/recording/schedule.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { type ReplayOptions, type ReplayResult, replayRecording } from '../../src/app/replay/replay-recording.ts';
import { defaultConfig } from '../../src/config.ts';
import type { Place } from '../../src/domain/place.ts';
import { openFreshStore, silentLog } from '../store/shared-database.ts';

const start = 1_750_000_000_000;
const second = 1_000;
const fault = (kind: 'latency' | 'loss', link: string, from: number, seconds: number): ScheduledFault => ({
  fault: kind === 'latency' ? { kind, link, magnitude: 60 } : { kind, link, magnitude: 20 },
  start: start + from * second,
  end: start + (from + seconds) * second,
});

/** Seconds after the start. */
const faultAt = 900;
const playedFrom = 780;

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
  const faults = [
    fault('latency', 'L1', 120, 60),
    fault('loss', 'L2', 300, 60),
    fault('latency', 'L2', 480, 60),
    fault('loss', 'L1', 660, 60),
    // Played, not trained on.
    fault('latency', 'L1', faultAt, 60),
  ];
  const spec = loadNetworkSpec();
  await recordWorld({ spec, seed: 5, from: start, minutes: 20, faults, out: join(folder, 'seconds') });
  await recordWorld({ spec, seed: 5, from: start, minutes: 1, faults: [], out: join(folder, 'short') });
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
/** Plays into a store of its own, because what another replay left there would be among its incidents. */
async function replay(recording: string, options: Partial<ReplayOptions>): Promise<ReplayResult> {
  const store = await openFreshStore({ clock: () => start });
  return replayRecording({
    recording: join(folder, recording),
    from: start + playedFrom * second,
    to: start + 1200 * 60 * second,
    speed: Number.POSITIVE_INFINITY,
    config: defaultConfig(folder, { env: {} }),
    modelsDir: join(folder, `models-${++runs}`),
    store,
    newId: (prefix) => `${prefix}-${++runs}`,
    log: silentLog,
    ...options,
  }).finally(() => store.close());
}

/** The incident that names the fault which was not trained on: how long after its start it opened, and how long after its end it closed. */
function namedFault({ incidents }: ReplayResult, secondMs: number) {
  const [begin, end] = [faultAt, faultAt + 60].map((at) => start + at * secondMs) as [number, number];
  const found = incidents.find(
    ({ device, cause, openedAt, closedAt }) =>
      ['Router-A', 'Router-B'].includes(device) &&
      cause === 'latency_spike' &&
      openedAt <= end &&
      (closedAt ?? end) >= begin,
  );
  expect(found, JSON.stringify(incidents)).toBeDefined();
  const { openedAt, closedAt } = found!;
  return { openedAfterMs: openedAt - begin, closedAfterMs: (closedAt ?? Number.POSITIVE_INFINITY) - end };
}

describe('a replay', () => {
  it('opens an incident for the fault that it was not trained on, names it, and closes it after quiet', async () => {
    const result = await replay('seconds', {});
    const { openedAfterMs, closedAfterMs } = namedFault(result, second);
    expect(openedAfterMs).toBeLessThan(20 * second);
    expect(closedAfterMs).toBeGreaterThanOrEqual(110 * second);
    expect(result.against).toMatchObject({ events: 1, incidents: result.incidents.length });
    expect(result.samples).toBeGreaterThan(420 * 27);
  });

  it('needs no more than three samples of a minute each, and two normal ones to close', async () => {
    const minute = 60 * second;
    const result = await replay('minutes', { from: start + playedFrom * minute });
    const { openedAfterMs, closedAfterMs } = namedFault(result, minute);
    expect(openedAfterMs).toBeLessThanOrEqual(3 * minute);
    expect(closedAfterMs).toBeGreaterThanOrEqual(minute);
  });

  it('watches a link again that a change took out of use and that carries traffic as usual, as a running bot does', async () => {
    let drained: Place | undefined;
    const audience: ReplayOptions['audience'] = async ({ incidents }) => ({
      later: { later: async () => undefined },
      async moment() {
        const found = incidents.open().find(({ verdict }) => verdict?.cause === 'latency_spike');
        const place = found?.verdict?.place;
        if (drained || !found || !place?.interface) return;
        if (await incidents.resolveByPlan(found.id, [place])) drained = place;
      },
      close: async () => undefined,
    });
    const result = await replay('seconds', { audience });
    const [first, ...later] = result.incidents.filter(({ openedAt }) => openedAt >= start + faultAt * second);
    expect(first).toMatchObject({ ...drained, cause: 'latency_spike' });
    expect(later, 'the trouble that is still there').toContainEqual(expect.objectContaining({ cause: first!.cause }));
  });

  it('says so when there is nothing to play or to train on', async () => {
    await expect(replay('short', { from: start + 9e9, to: start + 9.1e9 })).rejects.toThrow(/no sample from/);
    await expect(replay('short', { from: start })).rejects.toThrow(/training span/);
  });
});
