import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { loadPlaybooks } from '../../src/changes/playbooks.ts';
import { policySchema } from '../../src/changes/policy.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { MetricReader } from '../../src/domain/metric-reader.ts';
import type { Person } from '../../src/domain/person.ts';
import { isFinal, type Plan } from '../../src/domain/plan.ts';
import { createLog } from '../../src/log.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { openMemoryStore } from '../devices/open-memory-store.ts';
import { startThrowAwayNetwork, type ThrowAwayNetwork } from '../devices/throw-away-network.ts';
import { type CrashPoint, crashPointsOf } from './crash-points.ts';
import { type Moment, startMortalProcess } from './mortal-process.ts';

export type Choice = 'continue' | 'roll-back';

/** What became of a plan whose process was killed once. */
export interface CrashResult {
  point: string;
  /** The state in which the next process left the plan by itself. */
  found: string;
  /** What a person chose, where one was asked. */
  choice: Choice | null;
  end: string;
  /** Lines that altered the configuration, from the devices' own logs. */
  changeLines: string[];
  /** Whether the devices are as before, fully changed, or neither. */
  configuration: 'as before' | 'changed' | 'mixed';
  auditOk: boolean;
}

const drained = 1000;
const place = { device: 'Router-A', interface: 'eth1' };
const ends = ['Router-A', 'Router-B'];
const person = (id: string): Person => ({
  ...{ id, name: id, isBot: false, deleted: false, restricted: false, foreign: false, groups: [] },
});

/** Kills a process at every point of an execution, and starts the next one. `only` picks points by name. */
export async function runCrashPoints(options: { only?: (name: string) => boolean } = {}): Promise<CrashResult[]> {
  const store = await openMemoryStore({ log: createLog({ level: 'silent' }), clock: Date.now });
  try {
    const results: CrashResult[] = [];
    const points = await readPoints(store);
    for (const point of points.filter(({ name }) => options.only?.(name) ?? true)) {
      const result = await runPoint(store, point, 'roll-back');
      results.push(result);
      if (result.choice !== null) results.push(await runPoint(store, point, 'continue'));
    }
    return results;
  } finally {
    await store.close();
  }
}

let days = 0;

/** A slow link of the throw-away network, with time that only passes when somebody waits. */
async function openStory(store: OpenStore) {
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
  const start = (dies: (moment: Moment) => boolean) =>
    startMortalProcess({
      ...{ store, topology: devices.topology, vendors, metrics, dies, credentials: devices.credentials },
      playbooks: loadPlaybooks(resolve(import.meta.dirname, '../../playbooks')),
      policy: policySchema.parse({ mode: 'act', approvers: { users: ['U1', 'U2'] }, revertTimer: 'always' }),
      people: async (id) => person(id),
      clock: () => now,
      sleep: async (ms) => {
        now += ms;
        await new Promise((soon) => setImmediate(soon));
      },
      newId: (prefix) => `${prefix}-${randomBytes(8).toString('hex')}`,
      later: { later: async () => undefined },
    });
  return { devices, incident, start };
}

type Story = Awaited<ReturnType<typeof openStory>>;

async function approvePlan({ incident, start }: Story): Promise<Plan> {
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

async function readPoints(store: OpenStore): Promise<CrashPoint[]> {
  const story = await openStory(store);
  try {
    return crashPointsOf(await approvePlan(story));
  } finally {
    await story.devices.close();
  }
}

async function runPoint(store: OpenStore, point: CrashPoint, wanted: Choice): Promise<CrashResult> {
  const story = await openStory(store);
  try {
    const plan = await approvePlan(story);
    story.devices.seen();
    const first = story.start(point.makeHit());
    const outlived = await Promise.race([
      first.killed.then(() => false),
      first.changes.advance(plan.id).then(
        () => true,
        () => false,
      ),
    ]);
    first.close();
    if (outlived) throw new Error(`The process never came to "${point.name}"`);
    const next = story.start(() => false);
    await next.changes.reconcile();
    const found = (await next.changes.advance(plan.id))?.state ?? 'gone';
    const choice = found === 'unknown' ? wanted : null;
    if (choice) {
      await next.changes.decideUnknown({ buttonId: plan.buttonId, user: person('U2'), choice });
      await next.changes.advance(plan.id);
    }
    next.close();
    const end = (await store.plans.get(plan.id))!.state;
    const audit = await store.audit.verify();
    const told = (await store.audit.list({ subject: plan.id })).some(({ action }) => action === `plan.${end}`);
    return {
      ...{ point: point.name, found, choice, end },
      changeLines: changeLines(story.devices),
      configuration: describeConfiguration(story.devices),
      auditOk: audit.ok && told && isFinal(end),
    };
  } finally {
    await story.devices.close();
  }
}

/** What was configured; the lines of the timer on the operator's shell are not among them. */
function changeLines({ seen }: ThrowAwayNetwork): string[] {
  return seen()
    .filter(({ effect, line }) => effect === 'change' && !line.startsWith('revert-'))
    .map(({ device, line }) => `${device}> ${line}`);
}

const costsOf = ({ network }: ThrowAwayNetwork) =>
  ends.map((name) => network.world.devices.get(name)?.config.interfaces.eth1?.ospf?.cost);
const isDrained = (devices: ThrowAwayNetwork) => costsOf(devices).every((cost) => cost === drained);

function describeConfiguration(devices: ThrowAwayNetwork): CrashResult['configuration'] {
  if (isDrained(devices)) return 'changed';
  return costsOf(devices).includes(drained) ? 'mixed' : 'as before';
}
