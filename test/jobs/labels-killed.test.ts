import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readChallenges } from '../../src/jobs/training/challenge-facts.ts';
import { type ChallengesDeps, causesKey } from '../../src/jobs/training/challenge-steps.ts';
import { lookAtLabels } from '../../src/jobs/training/challenges.ts';
import { readKnownLabels } from '../../src/learning/known-labels.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { useStore } from '../store/open-test-store.ts';
import { processOf, untilInShadow } from './labelled-world.ts';

const store = useStore();
const root = mkdtempSync(join(tmpdir(), 'labels-killed-'));
const prepared = join(root, 'prepared');
let now = 0;
const clock = () => now;
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Labels that decide the trial are there, and nobody has looked yet. */
beforeAll(async () => {
  const { network } = await untilInShadow(store(), prepared);
  for (let i = 0; i < 20; i++) await network.add('after', {});
  now = network.now();
  await store().pool.query('CREATE TABLE kept AS SELECT * FROM nocturne.fact');
});

class Killed extends Error {}

/**
 * Every call of a process that may change something, and every look into the registry, counts as two steps, before and after it; the process dies at one
 * of them, and does nothing more.
 */
function mortal(dir: string, dieAt: number): { deps: ChallengesDeps; steps: () => number } {
  let steps = 0;
  const step = () => {
    if (steps++ >= dieAt) throw new Killed();
  };
  const dying = <T extends object>(target: T, names: readonly (keyof T)[]): T =>
    Object.assign(
      Object.create(target),
      Object.fromEntries(
        names.map((name) => [
          name,
          async (...given: unknown[]) => {
            step();
            const value = await (target[name] as (...all: unknown[]) => Promise<unknown>).apply(target, given);
            step();
            return value;
          },
        ]),
      ),
    );
  const whole = processOf({ store: store(), dir, clock });
  const tables = dying(store(), ['transaction', 'withLock']);
  const registry = dying(whole.challenges.registry, ['aliases', 'history', 'promote', 'read']);
  const challenges = dying({ ...whole.challenges, registry }, ['onPromoted']);
  const later = dying(whole.later, ['later']);
  return { deps: { ...whole, store: tables, challenges, later }, steps: () => steps };
}

/** All as it was before anybody looked. */
async function begin(name: string): Promise<string> {
  const dir = join(root, name);
  cpSync(prepared, dir, { recursive: true });
  await store().pool.query('TRUNCATE nocturne.fact, nocturne.outbox, nocturne.outbox_done');
  await store().pool.query('INSERT INTO nocturne.fact SELECT * FROM kept');
  return dir;
}

const outcome = async (dir: string) => {
  const [last, ...more] = (await readChallenges(store())).reverse();
  const { rows } = await store().pool.query(`SELECT count(*) AS told FROM nocturne.outbox WHERE key LIKE '%:promoted'`);
  const changes = (await openModels(dir).history(causesKey)).filter(({ action }) => action === 'promote');
  return {
    ...{ challenges: more.length + 1, end: last!.end?.outcome, told: Number(rows[0]!.told) },
    ...{ champion: (await openModels(dir).aliases(causesKey)).champion === last!.taught?.modelId },
    promotions: changes.length,
  };
};
const good = { challenges: 1, end: 'promoted', told: 1, champion: true, promotions: 1 };

describe('a process that learns from labels and dies', () => {
  it('at any step leaves one champion, told once, and no label lost', async () => {
    const labels = (await readKnownLabels(store())).labels.length;
    const alive = await begin('alive');
    const whole = mortal(alive, Number.POSITIVE_INFINITY);
    await lookAtLabels(whole.deps);
    expect(await outcome(alive)).toEqual(good);
    expect(whole.steps()).toBeGreaterThan(12);
    for (let dieAt = 0; dieAt < whole.steps(); dieAt++) {
      const dir = await begin(`dies-${dieAt}`);
      await expect(lookAtLabels(mortal(dir, dieAt).deps)).rejects.toThrow(Killed);
      await lookAtLabels(processOf({ store: store(), dir, clock }));
      expect({ dieAt, ...(await outcome(dir)) }).toEqual({ dieAt, ...good });
      expect((await readKnownLabels(store())).labels).toHaveLength(labels);
      await lookAtLabels(processOf({ store: store(), dir, clock }));
      expect({ dieAt, ...(await outcome(dir)) }).toEqual({ dieAt, ...good });
      rmSync(dir, { recursive: true });
    }
  });

  it('beside another one, with or without the lock, leaves one champion, told once', async () => {
    const unlocked = async <T>(_: string, work: (lost: AbortSignal) => Promise<T>) => ({
      value: await work(new AbortController().signal),
    });
    for (const withLock of [store().withLock, unlocked as never]) {
      const dir = await begin('two');
      const two = () => processOf({ store: Object.assign(Object.create(store()), { withLock }), dir, clock });
      await Promise.all([lookAtLabels(two()), lookAtLabels(two())]);
      await lookAtLabels(two());
      expect(await outcome(dir)).toEqual(good);
      rmSync(dir, { recursive: true });
    }
  });
});
