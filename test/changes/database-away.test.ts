import { beforeEach, describe, expect, it } from 'vitest';
import { isRetryable, NocturneError } from '../../src/errors.ts';
import type { Store } from '../../src/store/store.ts';
import { useStore } from '../store/open-test-store.ts';
import { approve, approvedDrain, drainLines, proposeDrain, slowLink } from './stories.ts';
import { createWorld, type World } from './world.ts';

const store = useStore();
let world: World;
beforeEach(() => {
  world = createWorld(store());
});

const planOf = async (id: string) => (await store().plans.get(id))!;
const away = () => new NocturneError('database-unavailable', 'Connection terminated unexpectedly', { retryable: true });
const everyOne = <T extends object>(table: T, fail: () => boolean): T =>
  new Proxy(table, {
    get(target, name) {
      const value = target[name as keyof T] as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => (fail() ? Promise.reject(away()) : value.apply(target, given));
    },
  });

/** A process whose database is away while `isAway` says so, and whose locks are lost when it tells. */
function processOn(isAway: () => boolean, lost = new AbortController()) {
  const real = store();
  const withLock: Store['withLock'] = async (_name, work) => ({ value: await work(lost.signal) });
  const transaction: Store['transaction'] = (work) => (isAway() ? Promise.reject(away()) : real.transaction(work));
  const tables = { executions: everyOne(real.executions, isAway), plans: everyOne(real.plans, isAway) };
  return world.process({ store: { ...tables, transaction, withLock } });
}

describe('a database that goes away while a plan runs', () => {
  for (const [device, after] of [
    ['Router-A', 1],
    ['Router-B', 2],
  ] as const) {
    it(`for some seconds after the line to ${device} loses no answer, and every line is sent once`, async () => {
      const { plan } = await approvedDrain(world);
      let failures = 0;
      const process = processOn(() => world.changeLines().length === after && failures++ < 6);
      expect(await process.changes.advance(plan.id)).toMatchObject({ state: 'verified' });
      expect(failures).toBeGreaterThan(5);
      expect(world.changeLines()).toEqual(drainLines);
    });

    it(`for good after the line to ${device} ends in a retryable error, and the next look decides by the record`, async () => {
      const { plan } = await approvedDrain(world);
      const failed = processOn(() => world.changeLines().length >= after).changes.advance(plan.id);
      expect(await failed.catch(isRetryable)).toBe(true);
      expect(await planOf(plan.id)).toMatchObject({ state: 'running' });
      const { changes } = world.process();
      expect(await changes.owed('advance-plan')).toContainEqual({ payload: { planId: plan.id }, at: world.now });
      expect(await changes.advance(plan.id)).toMatchObject({ state: 'unknown' });
      expect(world.changeLines()).toEqual(drainLines.slice(0, after));
    });
  }

  it('and takes the lock along stops it before the next line, because another process may have the devices', async () => {
    const { plan } = await approvedDrain(world);
    const lost = new AbortController();
    world.fate = (_device, line) => {
      if (line.includes('cost 1000')) lost.abort();
      return 'arrives';
    };
    const failed = processOn(() => false, lost).changes.advance(plan.id);
    await expect(failed).rejects.toMatchObject({ code: 'lock-lost', retryable: true });
    expect(world.changeLines()).toEqual(drainLines.slice(0, 1));
  });
});

describe('what plans are owed', () => {
  const owedFor = async (id: string) => {
    const { changes } = world.process();
    const owed: string[] = [];
    for (const job of ['advance-plan', 'expire-plan', 'follow-up-plan'] as const)
      if ((await changes.owed(job)).some(({ payload }) => payload.planId === id)) owed.push(job);
    return owed;
  };

  it('is their expiry, and the job that carries them on as long as no person is asked', async () => {
    const process = world.process();
    slowLink(world);
    const plan = await proposeDrain(world, process);
    expect(await owedFor(plan.id)).toEqual(['expire-plan']);
    await approve(process, plan, 'U-BOB');
    expect(await owedFor(plan.id)).toEqual(['advance-plan', 'expire-plan']);
    await store().plans.move(plan.id, 'approved', 'running', { at: world.now });
    expect(await owedFor(plan.id)).toEqual(['advance-plan']);
    await store().plans.move(plan.id, 'running', 'unknown', { at: world.now });
    expect(await owedFor(plan.id)).toEqual([]);
  });

  it('is a state that people see when carrying it on failed for good', async () => {
    for (const [from, to] of [
      ['approved', 'failed'],
      ['running', 'unknown'],
      ['verifying', 'unknown'],
    ] as const) {
      const { process, plan } = await approvedDrain(world);
      if (from !== 'approved') await store().plans.move(plan.id, 'approved', 'running', { at: world.now });
      if (from === 'verifying') await store().plans.move(plan.id, 'running', 'verifying', { at: world.now });
      await process.changes.stopAdvancing(plan.id, 'it broke');
      const seen = await planOf(plan.id);
      expect(seen).toMatchObject({ state: to, outcome: expect.stringContaining('it broke') });
    }
  });
});
