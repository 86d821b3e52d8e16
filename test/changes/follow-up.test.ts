import { beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import { useStore } from '../store/open-test-store.ts';
import { approve } from './stories.ts';
import { createWorld, type Process, type World } from './world.ts';

const store = useStore();

/** Router-A has too much to do until it is drained, and gets well `healsAfterMs` later. Traffic that comes back before brings the load back. */
function busyRouter(world: World, healsAfterMs: number): void {
  const startedAt = world.now;
  let drainedAt: number | null = null;
  world.signal = (place, metric, at) => {
    const drained = world.devices.get('Router-A')!.maxMetric;
    if (drained) drainedAt ??= world.now;
    if (place.interface !== null || metric !== 'cpu_pct') return null;
    if (place.device !== 'Router-A' || at < startedAt) return 15;
    if (drainedAt === null || at <= drainedAt) return 98;
    const healed = at > drainedAt + healsAfterMs;
    return healed ? 15 : drained ? 45 : 98;
  };
  world.now += 15_000;
}

describe('the plan that follows a drain', () => {
  let world: World;
  let process: Process;
  let incidentId: string;

  beforeEach(() => {
    world = createWorld(store());
    process = world.process();
  });

  async function drained(healsAfterMs: number): Promise<Plan> {
    incidentId = await world.incident();
    busyRouter(world, healsAfterMs);
    const asked = { incidentId, playbook: 'cpu_overload', parameters: { device: 'Router-A' }, requestedBy: 'nocturne' };
    const answer = await process.changes.propose(asked);
    if (answer.outcome !== 'ok') throw new Error(answer.reason);
    await approve(process, answer.plan, 'U-BOB');
    await process.changes.advance(answer.plan.id);
    expect((await store().plans.get(answer.plan.id))?.outcome).not.toBeNull();
    return (await store().plans.get(answer.plan.id))!;
  }
  const looks = () => world.jobs.filter(({ job }) => job === 'follow-up-plan');
  const followers = async () => (await store().plans.forIncident(incidentId)).slice(1);

  it('is asked for when the drain is verified, and looks again as long as the device is not well', async () => {
    const plan = await drained(200_000);
    expect(plan.state).toBe('verified');
    expect(looks()).toHaveLength(1);
    expect(looks()[0]!.at).toBeGreaterThan(world.now);
    world.now += 10_000;
    await process.changes.followUp(plan.id);
    expect(await followers()).toEqual([]);
    expect(looks()).toHaveLength(2);
  });

  it('is looked for at a whole millisecond, because the job store keeps no others', async () => {
    const plan = await drained(400_000);
    for (const laterMs of [123_457, 54_321, 98_765]) {
      world.now += laterMs;
      await process.changes.followUp(plan.id);
    }
    expect(looks()).toHaveLength(4);
    for (const { at } of looks()) expect(at).toBe(Math.trunc(at));
  });

  it('is proposed after a minute of being well, once, and asks for its own approval', async () => {
    const plan = await drained(20_000);
    world.now += 40_000;
    await process.changes.followUp(plan.id);
    expect(await followers()).toEqual([]);
    world.now += 40_000;
    await process.changes.followUp(plan.id);
    await process.changes.followUp(plan.id);
    const [next, ...more] = await followers();
    expect(more).toEqual([]);
    expect(next).toMatchObject({ state: 'pending', requestedBy: 'nocturne', content: { playbook: 'end_drain' } });
    expect(next!.content.steps[0]!.commands).toContain('no max-metric router-lsa administrative');
    expect(world.devices.get('Router-A')?.maxMetric).toBe(true);
    await approve(process, next!, 'U-BOB');
    await process.changes.advance(next!.id);
    expect((await store().plans.get(next!.id))?.state).toBe('verified');
    expect(world.changeLines()).toEqual([
      'Router-A: max-metric router-lsa administrative',
      'Router-A: no max-metric router-lsa administrative',
    ]);
  });

  it('drains again by itself when the load comes back with the traffic', async () => {
    const plan = await drained(20_000);
    world.now += 90_000;
    await process.changes.followUp(plan.id);
    const [next] = await followers();
    await approve(process, next!, 'U-BOB');
    const calm = world.signal;
    world.signal = (place, metric, at) => {
      const back = !world.devices.get('Router-A')!.maxMetric && place.device === 'Router-A' && metric === 'cpu_pct';
      return back && at > next!.createdAt ? 98 : calm(place, metric, at);
    };
    await process.changes.advance(next!.id);
    expect((await store().plans.get(next!.id))?.state).toBe('rolled-back');
    expect(world.devices.get('Router-A')?.maxMetric).toBe(true);
  });

  it('does not take silence for being well', async () => {
    const plan = await drained(20_000);
    world.now += 90_000;
    world.signal = () => null;
    await process.changes.followUp(plan.id);
    expect(await followers()).toEqual([]);
  });

  it('never comes for a plan that did not help, nor for one without a follow-up', async () => {
    incidentId = await world.incident();
    busyRouter(world, 20_000);
    const asked = { incidentId, playbook: 'cpu_overload', parameters: { device: 'Router-A' }, requestedBy: 'nocturne' };
    const answer = await process.changes.propose(asked);
    if (answer.outcome !== 'ok') throw new Error(answer.reason);
    await process.changes.cancel(answer.plan.id, { actor: 'U-BOB', reason: 'no' });
    await process.changes.followUp(answer.plan.id);
    expect(looks()).toEqual([]);
    await process.changes.followUp('plan-none');
    expect(looks()).toEqual([]);
  });
});
