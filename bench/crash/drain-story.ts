import { randomBytes } from 'node:crypto';
import { configFileSchema } from '../../src/config.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { MetricReader } from '../../src/domain/metric-reader.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { connectSsh } from '../../src/network/transport/ssh.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { startThrowAwayNetwork, type ThrowAwayNetwork } from '../devices/throw-away-network.ts';
import { type Moment, startMortalProcess } from './mortal-process.ts';

const drained = 1000;
const place = { device: 'Router-A', interface: 'eth1' };
const ends = ['Router-A', 'Router-B'];
export const person = (id: string): Person => ({
  ...{ id, name: id, isBot: false, deleted: false, restricted: false, foreign: false, groups: [] },
});

let days = 0;

/** A slow link of the throw-away network, with time that only passes when somebody waits. */
export async function openDrainStory(store: OpenStore, connect: typeof connectSsh = connectSsh) {
  const devices = await startThrowAwayNetwork([]);
  // Every story has a day of its own, because the change budget looks back.
  let now = Date.now() + ++days * 86_400_000;
  const startedAt = now;
  now += 15_000;
  const metrics: MetricReader = {
    values(at, metric, from, to) {
      const points = [];
      for (let time = Math.ceil(from / 1000) * 1000; time <= Math.min(to, now); time += 1000) {
        if (at.interface !== null || metric !== 'latency_ms') break;
        const slow = ends.includes(at.device) && time >= startedAt && !isDrained(devices);
        points.push({ at: time, value: slow ? 160 : ends.includes(at.device) && time < startedAt ? 4 : 12 });
      }
      return points;
    },
    metricsAt: () => ['latency_ms'],
    lastHeard: () => now,
  };
  const incident: Incident = {
    ...{ id: `INC-${days}`, state: 'open', severity: 'major', place, places: [place], anomalies: 9, verdict: null },
    ...{ openedAt: startedAt, lastAnomalyAt: startedAt, resolvedAt: null, owner: null },
  };
  await store.incidents.insert(incident);
  const policy = { mode: 'act', approvers: { users: ['U1', 'U2'] }, revertTimer: 'always' };
  const config = { ...configFileSchema.parse({ policy }), accounts: devices.credentials };
  const start = (dies: (moment: Moment) => boolean) =>
    startMortalProcess(config, {
      ...{ store, topology: devices.topology, metrics, dies, connect },
      people: async (id) => person(id),
      clock: () => now,
      sleep: async (ms) => {
        now += ms;
        await new Promise((soon) => setImmediate(soon));
      },
      newId: (prefix) => `${prefix}-${randomBytes(8).toString('hex')}`,
      later: { later: async () => undefined },
    });
  return { devices, incident, start, clock: () => now };
}

export type DrainStory = Awaited<ReturnType<typeof openDrainStory>>;

/** The plan that the product proposes about it, with the votes that it needs. */
export async function approvePlan({ incident, start }: DrainStory): Promise<Plan> {
  const process = start(() => false);
  const proposal = { incidentId: incident.id, playbook: 'latency_spike', parameters: place, requestedBy: 'nocturne' };
  const written = await process.changes.propose(proposal);
  if (written.outcome !== 'ok') throw new Error(written.reason);
  for (const id of ['U1', 'U2'].slice(0, written.plan.content.approvals)) {
    const answer = await process.changes.decide({
      ...{ buttonId: written.plan.buttonId, user: person(id), decision: 'approve', reason: null },
    });
    if (!answer.accepted) throw new Error(answer.text);
  }
  process.close();
  return written.plan;
}

/** What was configured; the lines of the timer on the operator's shell are not among them. */
export function changeLines({ seen }: ThrowAwayNetwork): string[] {
  return seen()
    .filter(({ effect, line }) => effect === 'change' && !line.startsWith('revert-'))
    .map(({ device, line }) => `${device}> ${line}`);
}

const costsOf = ({ network }: ThrowAwayNetwork) =>
  ends.map((name) => network.world.devices.get(name)?.config.interfaces.eth1?.ospf?.cost);
const isDrained = (devices: ThrowAwayNetwork) => costsOf(devices).every((cost) => cost === drained);

/** Whether the devices are as before, fully changed, or neither. */
export function describeConfiguration(devices: ThrowAwayNetwork): 'as before' | 'changed' | 'mixed' {
  if (isDrained(devices)) return 'changed';
  return costsOf(devices).includes(drained) ? 'mixed' : 'as before';
}
