import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { composeWatching } from '../../src/app/compose/watching.ts';
import { createTelemetryDoors } from '../../src/app/telemetry-doors.ts';
import { trainingDeps } from '../../src/app/training.ts';
import { configFileSchema } from '../../src/config.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { learnStage } from '../../src/jobs/learn-stage.ts';
import { createQueue } from '../../src/jobs/queue/queue.ts';
import { trainModels } from '../../src/jobs/train-models.ts';
import { readLearning } from '../../src/jobs/training/read-learning.ts';
import { trainingFact } from '../../src/jobs/training/training-runs.ts';
import { describeLearning } from '../../src/learning/stages/learning-words.ts';
import { createDeviceClocks } from '../../src/telemetry/device-clocks.ts';
import { createDiscovery } from '../../src/telemetry/discovery.ts';
import { openHistory } from '../../src/telemetry/history/history.ts';
import { createSenders } from '../../src/telemetry/intake/senders.ts';
import { newId } from '../bot/world.ts';
import { simulate, startAt, topology } from '../diagnosis/simulated.ts';
import { until } from '../patience.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';
import { onDemand } from '../telemetry/series-of.ts';

const store = useStore();
const folder = mkdtempSync(join(tmpdir(), 'learns-by-itself-'));
const minutes = 30;
const seconds = minutes * 60;
const at = (second: number) => startAt + second * 1000;

/** A device is silent, ten minutes are slow before anything judges, and the same link is slow again when something does. */
const slow = { kind: 'latency', link: 'L1', magnitude: 60, jitterMs: 4 } as const;
const faults = [
  { fault: { kind: 'device-down', device: 'AP-3' } as const, start: at(200), end: at(320) },
  { fault: slow, start: at(900), end: at(1500) },
  { fault: slow, start: at(seconds + 120), end: at(seconds + 200) },
];

let now = startAt;
const clock = () => now;
const config = configFileSchema.parse({ state: folder });
const history = await openHistory({ dir: join(folder, 'history'), log: silentLog, clock, ...onDemand });
afterAll(async () => {
  await history.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The parts of the product that telemetry meets, as `app.ts` joins them, on the clock of the test. */
async function startProduct() {
  const queue = await createQueue({ pool: store().pool, prefix: 'learns', log: silentLog });
  const modelsDir = join(folder, 'models');
  const watching = await composeWatching(config, {
    ...{ store: store(), topology, modelsDir, clock, newId, log: silentLog, later: { later: async () => undefined } },
  });
  const { models } = watching;
  const { points } = createTelemetryDoors(
    { ...config, environment: {} as never },
    {
      ...{ ...watching, history, topology, clock, log: silentLog },
      senders: createSenders(clock),
      discovery: createDiscovery(config.mapping),
      clocks: createDeviceClocks(clock),
    },
  );
  const shared = { store: store(), models, clock, log: silentLog };
  const training = trainingDeps(config, {
    history: async () => ({ history, topology }),
    onTrained: async () => void (await models.load()),
  });
  queue.define(trainModels, { ...shared, training });
  queue.define(learnStage, { ...shared, later: queue, stages: { settings: config.training, tables: history.upToNow } });
  await queue.start();
  const look = () => queue.later('learn-stage', {}, { at: now, key: `look-${now}` });
  return { ...watching, points, queue, look };
}

const learning = () => readLearning({ store: store(), settings: config.training, clock });
const said = async () => describeLearning(await learning(), now);

describe('a product that nobody trains', () => {
  it('learns from its first half hour, faults included, and opens an incident of the next fault', async () => {
    const { points, queue, look, incidents, models, settled } = await startProduct();
    const telemetry = simulate({ seed: 11, seconds: seconds + 200, faults });
    const play = async (from: number, to: number) => {
      for (let second = from; second < to; second++) {
        now = at(second);
        await points.onSamples(telemetry[second]!);
      }
      await history.flush();
    };

    await play(0, 18 * 60);
    await look();
    await until(async () => expect(await learning()).toMatchObject({ learnedMinutes: 18 }));
    expect(await said()).toBe('learning: 18 of 30 minutes, 200 of 200 readings a place (in 12 minutes)');
    await play(18 * 60, seconds);
    expect(models.diagnoser.isReady()).toBe(false);
    await settled();
    const byRules = await store().incidents.list({});
    expect(byRules.map(({ place, state }: Incident) => [place.device, state])).toEqual([['AP-3', 'resolved']]);

    await look();
    await until(async () => expect(await learning()).toMatchObject({ state: 'learning', last: { outcome: 'in-use' } }));
    expect(await said()).toBe('learned from 30 minutes; learns again after 1 hour (in 30 minutes)');
    const status = await store().facts.get(trainingFact, 'learn-30-1');
    expect(status!.result!.map(({ kind }) => kind)).toEqual(['detection']);
    expect(status!.data).toMatchObject({ from: startAt, leftOut: { unconfirmed: 1 } });
    expect(models.diagnoser.isReady()).toBe(true);

    await play(seconds, seconds + 200);
    await settled();
    const [opened, ...more] = incidents.open();
    expect(more).toEqual([]);
    expect(opened!.openedAt).toBeGreaterThanOrEqual(at(seconds + 120));
    expect(['Router-A', 'Router-B']).toContain(opened!.place.device);
    await queue.close();
  });
});
