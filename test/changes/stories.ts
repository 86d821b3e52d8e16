import type { Plan } from '../../src/domain/plan.ts';
import { type Process, person, type World } from './world.ts';

/** The link L1 is slow until both ends are drained; everybody else is well. */
export function slowLink(world: World): void {
  const startedAt = world.now;
  let drainedAt: number | null = null;
  world.signal = (place, metric, at) => {
    const drained = ['Router-A', 'Router-B'].every((name) => world.devices.get(name)?.costs.eth1 === 1000);
    drainedAt = drained ? (drainedAt ?? world.now) : null;
    if (place.interface !== null || metric !== 'latency_ms') return null;
    if (!['Router-A', 'Router-B'].includes(place.device)) return 9;
    if (at < startedAt) return 4;
    return drainedAt !== null && at > drainedAt ? 12 : 160;
  };
  world.now += 15_000;
}

export async function proposeDrain(world: World, { changes }: Process, incidentId?: string): Promise<Plan> {
  const result = await changes.propose({
    incidentId: incidentId ?? (await world.incident()),
    playbook: 'latency_spike',
    parameters: { device: 'Router-A', interface: 'eth1' },
    requestedBy: 'nocturne',
  });
  if (result.outcome !== 'ok') throw new Error(result.reason);
  return result.plan;
}

export async function approve({ changes }: Process, plan: Plan, ...users: string[]): Promise<void> {
  for (const user of users) {
    const answer = await changes.decide({
      buttonId: plan.buttonId,
      user: person(user),
      decision: 'approve',
      reason: null,
    });
    if (!answer.accepted) throw new Error(answer.text);
  }
}

/** A slow link with an approved plan to drain it. */
export async function approvedDrain(world: World): Promise<{ process: Process; plan: Plan }> {
  const process = world.process();
  const incidentId = await world.incident();
  slowLink(world);
  const plan = await proposeDrain(world, process, incidentId);
  await approve(process, plan, 'U-BOB');
  return { process, plan };
}

export const drainLines = ['Router-A: ip ospf cost 1000', 'Router-B: ip ospf cost 1000'];
