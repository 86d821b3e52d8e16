import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wayOf } from '../../src/diagnosis/cause-ways.ts';
import { type Challenge, readChallenges } from '../../src/jobs/training/challenge-facts.ts';
import { causesKey } from '../../src/jobs/training/challenge-steps.ts';
import { describeChallenge } from '../../src/jobs/training/challenge-words.ts';
import { lookAtLabels } from '../../src/jobs/training/challenges.ts';
import { readLearning } from '../../src/jobs/training/read-learning.ts';
import { readNaming } from '../../src/jobs/training/read-naming.ts';
import { readLessons, teachChallenger } from '../../src/jobs/training/teach-challenger.ts';
import { isDueByLabels, readTeaching } from '../../src/jobs/training/teaching-labels.ts';
import { causes } from '../../src/learning/kinds/causes.ts';
import { mostForPackage, trainPackageForests } from '../../src/learning/online/package-forests.ts';
import { noTrial } from '../../src/learning/online/shadow-trial.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { createMemoryStore } from '../bot/memory-store.ts';
import { createLabelledNetwork, madeTopology } from '../learning/made-labels.ts';
import { processOf, trainOwed } from './labelled-world.ts';

let dir: string;
let store = createMemoryStore();
let network = createLabelledNetwork(store);
const clock = () => network.now();
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'labels-teach-'));
  store = createMemoryStore();
  network = createLabelledNetwork(store);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const look = () => lookAtLabels(processOf({ store, dir, clock }));
const train = () => trainOwed({ store, dir, clock });
const last = async () => (await readChallenges(store)).at(-1) as Challenge;
const settings = { stagesHours: [1], stageReadings: 200 };
const inUse = async () => {
  const found = await openModels(dir).readChampion(causesKey);
  return found.status === 'ok' ? causes.fromArtefact(found.model, found.card.id) : null;
};
async function says(): Promise<string> {
  const model = await inUse();
  return (await readLearning({ store, settings, clock, causeModel: () => model })).causes!.says;
}
async function label(count: number, options: Parameters<typeof network.add>[1] = {}): Promise<void> {
  for (let i = 0; i < count; i++) await network.add('before', { told: true, wrongShare: 0.3, ...options });
}

describe('labels where rules name causes', () => {
  it('teach a model that gives way to rules or is told what they say, and that is used once later labels show it', async () => {
    await label(39);
    await look();
    expect([await last(), await says()]).toEqual([undefined, 'rules, 39 of about 60 labels']);
    await label(1);
    await look();
    expect(await last()).toMatchObject({ rise: null, labels: 40, against: null });
    await train();
    await look();
    const shadow = await last();
    expect(shadow.taught!.choice!.way).not.toBe('rules');
    const told = describeChallenge(shadow).map(({ about, says: words }) => `${about}: ${words}`).join('\n'); // biome-ignore format: one text
    expect(told).toContain('More labels: 40 labels can teach a model');
    expect(told).toContain(`of ${shadow.taught!.choice!.labels} later labels rules had`);
    expect(await inUse()).toBeNull();
    await label(40);
    await look();
    expect((await last()).end).toMatchObject({ outcome: 'promoted' });
    const model = (await inUse())!;
    expect(wayOf(model)).toBe(shadow.taught!.choice!.way);
    expect(await readNaming(openModels(dir), 80)).toEqual({ way: wayOf(model), labels: 80 });
    expect(await says()).not.toContain('rules, ');
    expect(await store.audit.list({})).toMatchObject([{ action: 'model.promoted' }]);
  });

  it('leave rules in use that are as good, say so, and teach again when there are a quarter more', async () => {
    await label(40, { wrongShare: 0 });
    await look();
    await train();
    await look();
    const { end, taught } = await last();
    expect(taught).toBeNull();
    expect(end).toMatchObject({
      outcome: 'dropped',
      reason: expect.stringMatching(/rules are as good: of 24 later labels rules had 24 right, /),
    });
    await label(9, { wrongShare: 0 });
    await look();
    expect(await readChallenges(store)).toHaveLength(1);
    await label(1, { wrongShare: 0 });
    await look();
    expect((await last()).labels).toBe(50);
    await label(11, { wrongShare: 0 });
    await look();
    expect(await says()).toBe('rules, 61 labels: on later ones nothing else was better yet');
  });

  it('do not count where it is not kept what rules said', async () => {
    await label(60, { told: false });
    await look();
    expect([await last(), await readTeaching(store)]).toEqual([undefined, 0]);
  });

  it('count where rules named nothing: a model that names it is better', async () => {
    await label(40);
    await look();
    await train();
    await look();
    await label(20, { named: 'unknown' });
    await look();
    const { trial, end } = await last();
    expect([trial.losses, end?.outcome]).toEqual([0, 'promoted']);
  });
});

describe('when labels teach', () => {
  it.each([
    [39, [], false],
    [40, [], true],
    [49, [40], false],
    [50, [40], true],
    [124, [40, 100], false],
    [125, [40, 100], true],
    [60, [undefined], true],
  ])('%d labels after models of %j: %s', (teaching, before, isDue) => {
    expect(isDueByLabels(teaching, before.map((labels) => ({ labels })))).toBe(isDue); // biome-ignore format: one line
  });
});

describe('ml-random-forest on the first labels', () => {
  const order = async () => ({
    ...(await readLessons(store)),
    ...{
      topology: madeTopology,
      since: null,
      seed: 1,
      modelsDir: dir,
      trainedAt: '2026-11-01T00:00:00Z',
      libraries: {},
    },
  });
  const teach = async (childArguments?: string[], limitMs = 60_000) =>
    (await teachChallenger(await order(), () => undefined, { limitMs, ...(childArguments && { childArguments }) }))
      .taught!;

  it('is compared with the others on the same later labels', async () => {
    await label(60);
    const { choice, packageLeftOut } = await teach();
    expect(packageLeftOut).toBeUndefined();
    expect(choice!.right.map(({ way }) => way)).toEqual(['rules', 'rules-unless-sure', 'forest-with-rules', 'forest', 'package-forest']); // biome-ignore format: a list
    const { right } = choice!.right.at(-1)!;
    expect(right).toBeGreaterThan(choice!.right[0]!.right);
  });

  it('is left out in words when it is killed at its limit, and the others are trained all the same', async () => {
    await label(60);
    const taught = await teach(['-e', 'setInterval(() => {}, 1000)'], 200);
    expect(taught.packageLeftOut).toBe('took longer than 0.2 s');
    expect(taught.choice!.right.map(({ way }) => way)).not.toContain('package-forest');
    const { reason } = (await openModels(dir).history(causesKey)).at(-1)!;
    expect(reason).toContain('; ml-random-forest was left out: it took longer than 0.2 s');
    const told = describeChallenge({
      ...({ rise: null, labels: 60, dropped: [], end: null, trial: noTrial, against: null } as never as Challenge),
      taught,
    });
    expect(told).toContainEqual({ about: 'Left out', says: 'ml-random-forest, because it took longer than 0.2 s' });
  });

  it('is not asked with more than 400 labels', async () => {
    await label(mostForPackage + 1);
    const { lessons } = await order();
    const never = { topology: madeTopology, seed: 1, childArguments: ['-e', 'process.exit(1)'] };
    expect((await trainPackageForests(lessons, never)).leftOut).toBeNull();
    expect((await trainPackageForests(lessons.slice(1), never)).leftOut).toBe('ended with code 1');
  });
});
