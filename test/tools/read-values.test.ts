import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRandom } from '../../src/models/random.ts';
import { createDeviceClocks } from '../../src/telemetry/device-clocks.ts';
import { type History, openHistory } from '../../src/telemetry/history/history.ts';
import { readPoints } from '../../src/telemetry/intake/read-points.ts';
import { createSourceCounts } from '../../src/telemetry/intake/source-counts.ts';
import { takePoints } from '../../src/telemetry/intake/take-points.ts';
import { createMetricMapping } from '../../src/telemetry/mapping/metric-mapping.ts';
import { createRecent } from '../../src/telemetry/recent.ts';
import { readValues } from '../../src/tools/read-values.ts';
import { silentLog } from '../agents/world.ts';
import { noDeadline } from '../telemetry/series-of.ts';

const start = Date.UTC(2026, 10, 22, 12);
const place = { device: 'A', interface: null };
let dir: string;
let history: History;
let now = start;
const clock = () => now;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'read-values-'));
  history = await openHistory({ dir, log: silentLog, clock, deadline: noDeadline });
});
afterEach(async () => {
  await history.close();
  await rm(dir, { recursive: true });
});

it('reads each moment once where memory ends and the history goes on, however fine the times of the sender are', async () => {
  const random = createRandom(12);
  const recent = createRecent({ retainMinutes: 1, clock });
  const mapping = createMetricMapping();
  const onSamples = (samples: Parameters<History['append']>[0]) => {
    for (const sample of samples) recent.add(sample);
    return history.append(samples);
  };
  const counts = createSourceCounts().of('test');
  const times: number[] = [];
  for (let i = 0; i < 400; i++) {
    // A quarter of them are whole, and some fall on the millisecond of the one before.
    now += random() < 0.25 ? Math.ceil(random() * 1_000) + (Math.ceil(now) - now) : random() * 600;
    times.push(now);
    const tags = new Map([['device', 'A']]);
    const points = [{ measurement: 'cpu', tags, fields: new Map([['cpu_pct', i % 100]]), at: now, hasOwnTime: true }];
    await takePoints(readPoints(points, now), { mapping, onSamples, clocks: createDeviceClocks(clock), clock }, counts);
  }
  const whole = [...new Set(times.map((at) => Math.floor(at)))];
  const spans = Array.from({ length: 30 }, () => [random(), random()].sort((a, b) => a - b));
  for (const share of [[0, 1], ...spans]) {
    const [from, to] = share.map((part) => start + part! * (now + 1 - start)) as [number, number];
    const { points, unread } = await readValues({ metrics: recent, history }, { place, metric: 'cpu_pct', from, to });
    expect(unread).toBeNull();
    expect(points.map(({ at }) => at - start)).toEqual(
      whole.filter((at) => at >= from && at < to).map((at) => at - start),
    );
  }
});
