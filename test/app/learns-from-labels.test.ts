import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createFormerModel } from '../../src/app/former-model.ts';
import { createLiveModels } from '../../src/app/live-models.ts';
import { lookAtLabelsSoon } from '../../src/app/look-at-labels-soon.ts';
import { trainingDeps } from '../../src/app/training.ts';
import { configFileSchema } from '../../src/config.ts';
import { learnLabels } from '../../src/jobs/learn-labels.ts';
import { createQueue } from '../../src/jobs/queue/queue.ts';
import { trainModels } from '../../src/jobs/train-models.ts';
import { readChallenges } from '../../src/jobs/training/challenge-facts.ts';
import { trainingFact } from '../../src/jobs/training/training-runs.ts';
import { causes } from '../../src/learning/kinds/causes.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { createLabelledNetwork, madeTopology } from '../learning/made-labels.ts';
import { until } from '../patience.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';

const store = useStore();
const folder = mkdtempSync(join(tmpdir(), 'learns-from-labels-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a product whose verdicts become wrong learns from the labels that people give, and is led back by one click', async () => {
  const network = createLabelledNetwork(store());
  const clock = () => network.now();
  const config = configFileSchema.parse({ state: folder });
  const queue = await createQueue({ pool: store().pool, prefix: 'from-labels', log: silentLog, clock });
  const registry = openModels(join(folder, 'models'));
  const models = createLiveModels(join(folder, 'models'), { topology: madeTopology });
  const onChanged = async () => void (await models.load());
  const shared = { store: store(), clock, log: silentLog };
  const history = async () => ({ history: {} as never, topology: madeTopology });
  queue.define(trainModels, { ...shared, training: trainingDeps(config, { history, onTrained: onChanged }) });
  queue.define(learnLabels, { ...shared, later: queue, challenges: { registry, seed: 1, onPromoted: onChanged } });
  await queue.start();
  // The clock of the network is years away from that of the queue, whose jobs are due at once.
  const look = () => lookAtLabelsSoon({ later: queue, clock, log: silentLog });
  const challenge = async () => (await readChallenges(store()))[0];

  for (let i = 0; i < 160; i++) await network.add('before');
  for (let i = 0; i < 100; i++) await network.add('after');
  await look();
  await until(async () =>
    expect((await store().facts.get(trainingFact, (await challenge())!.runId))?.state).toBe('done'),
  );
  const status = await store().facts.get(trainingFact, (await challenge())!.runId);
  expect(status).toMatchObject({ data: { labels: 260 }, taught: { labels: 260 }, result: [{ promoted: false }] });
  expect(models.of(causes)).toBeNull();

  for (let i = 0; i < 20; i++) await network.add('after');
  await look();
  await until(async () => expect((await challenge())!.taught).not.toBeNull());
  const { modelId } = (await challenge())!.taught!;
  for (let i = 0; i < 20; i++) await network.add('after');
  await look();
  await until(async () => expect((await challenge())!.end).toMatchObject({ outcome: 'promoted' }));
  expect(models.of(causes)?.card.id).toBe(modelId);

  const former = createFormerModel({ ...shared, registry, onChanged });
  expect(await former.former('causes')).toEqual({ inUse: modelId, before: null });
  expect(await former.useFormer({ kind: 'causes', id: modelId, by: 'U1' })).toBe('Rules name causes again.');
  expect(models.of(causes)).toBeNull();
  await queue.close();
});
