import { type Bot, createBot } from '../../src/bot/bot.ts';
import type { BotDeps } from '../../src/bot/deps.ts';
import type { ChangesPort, IncidentsPort, ModelsPort } from '../../src/bot/ports.ts';
import { putTimes } from '../../src/changes/plan-facts.ts';
import type { Topology } from '../../src/domain/device.ts';
import type { Diagnosis } from '../../src/domain/diagnosis.ts';
import type { DomainEvent } from '../../src/domain/event.ts';
import { noHistory } from '../../src/domain/history-reader.ts';
import type { Anomaly, Incident } from '../../src/domain/incident.ts';
import type { MetricReader } from '../../src/domain/metric-reader.ts';
import type { Plan, PlanState } from '../../src/domain/plan.ts';
import { oncallSchema } from '../../src/incidents/oncall.ts';
import { createSilences, type Silences } from '../../src/incidents/silences.ts';
import type { ModelDetail } from '../../src/learning/model-detail.ts';
import type { ModelState } from '../../src/learning/model-states.ts';
import { noModels } from '../../src/learning/models-in-use.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/store/store.ts';

export const start = Date.UTC(2026, 10, 2, 14, 3, 5);
export const silentLog = createLog({ level: 'silent' });
const ends = { a: { device: 'Router-A', interface: 'eth1' }, b: { device: 'Router-B', interface: 'eth1' } };

const device = (name: string) => ({
  ...{ name, platform: 'frr', role: 'router', site: 'lab', tags: [], management: null, interfaces: {} },
});
export const topology: Topology = {
  devices: [device('Router-A'), device('Router-B'), device('Switch-1')],
  links: [{ name: 'a-b', ...ends, capacityMbps: 1000 }],
};

export const incidentOf = (id: string, change: Partial<Incident> = {}): Incident => ({
  id,
  state: 'open',
  severity: 'major',
  openedAt: start,
  lastAnomalyAt: start + 20_000,
  resolvedAt: null,
  place: ends.a,
  places: [ends.a, ends.b],
  anomalies: 14,
  verdict: {
    cause: 'congestion',
    symptom: 'latency_spike',
    place: ends.a,
    confidence: 0.92,
    probabilities: { latency_spike: 0.92, packet_loss: 0.05, cpu_overload: 0.03 },
    drivers: [{ feature: 'latency_ms_mean5', value: 84.2, contribution: 0.31 }],
    modelId: 'forest-1',
  },
  owner: null,
  ...change,
});

export const diagnosisOf = (incidentId: string): Diagnosis => ({
  incidentId,
  at: start + 30_000,
  conclusive: true,
  sentences: [{ text: 'Latency on Router-A eth1 rose to 84 ms.', evidence: ['E1'] }],
  evidence: [{ id: 'E1', kind: 'metric', place: ends.a, text: 'latency 84.2 ms, usually 12 ms', independent: true }],
  writtenBy: 'offline',
});

export const planOf = (id: string, incidentId: string, change: Partial<Plan> = {}): Plan => ({
  id,
  state: 'pending',
  hash: 'c0ffee'.repeat(10),
  content: {
    playbook: 'congestion',
    parameters: { cost: 100 },
    incidentId,
    target: ends.a,
    steps: ['Router-A', 'Router-B'].map((name) => ({
      ...{ device: name, vendor: 'frr', login: 'change' },
      commands: ['configure terminal', 'interface eth1', 'ip ospf cost 100'],
      undo: ['configure terminal', 'interface eth1', 'no ip ospf cost'],
      confirm: [],
    })),
    expected: {
      ...{ place: ends.a, metric: 'latency_ms', direction: 'below', threshold: 20, withinSeconds: 120, samples: 3 },
      controls: [{ device: 'Switch-1', interface: null }],
    },
    preconditions: {},
    irreversible: false,
    risk: 'low',
    riskReasons: ['another way is free'],
    blastRadius: ['Switch-1'],
    approvals: 1,
  },
  summary: 'Take the traffic off the link by raising its OSPF cost at both ends.',
  requestedBy: 'nocturne',
  createdAt: start + 31_000,
  approveBy: Date.now() + 900_000,
  runBy: null,
  buttonId: `button-${id}`,
  decidedAt: null,
  outcome: null,
  ...change,
});

export const anomaliesOf = (): Anomaly[] => [
  {
    at: start,
    place: ends.a,
    score: 0.9,
    metrics: [{ metric: 'latency_ms', value: 84.2, expected: 12, deviation: 9.3 }],
    detector: 'isolation-forest',
  },
];

export const metrics: MetricReader = {
  values: (_place, metric) => (metric === 'latency_ms' ? [{ at: start, value: 83.1 }] : []),
  metricsAt: ({ interface: name }) => (name === null ? ['cpu_pct'] : ['latency_ms']),
  lastHeard: (name) => (name === 'Switch-1' ? null : Date.now() - 5000),
};

/** A PNG of one pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

/** Approval as the product means it, over the given store: one approver of the group, one decision. */
export function createChanges(store: Store): ChangesPort & { decisions: string[] } {
  const decisions: string[] = [];
  let frozen: Awaited<ReturnType<ChangesPort['mode']>>['frozen'] = null;
  return {
    decisions,
    proposeRoute: async () => ({ outcome: 'refused', reason: 'No playbook changes a route' }),
    async refusal({ buttonId, user }) {
      if (!(await store.plans.byButton(buttonId))) return { code: 'unknown-button', text: 'I do not know this plan.' };
      const isOne = user.groups.includes('noc-approvers');
      return isOne ? null : { code: 'not-allowed', text: 'You may not approve plans.' };
    },
    async decide({ buttonId, user, decision, reason }) {
      const plan = (await store.plans.byButton(buttonId))!;
      if (plan.state !== 'pending')
        return { accepted: false, code: 'late', text: `Too late: the plan is ${plan.state}.` };
      const vote = { planId: plan.id, planHash: plan.hash, user: user.id, decision, reason, at: Date.now() };
      if (!(await store.votes.insert(vote))) return { accepted: false, code: 'voted', text: 'You have voted already.' };
      decisions.push(`${user.id} ${decision}`);
      await move(store, plan.id, 'pending', decision === 'approve' ? 'approved' : 'rejected');
      return { accepted: true, code: 'recorded', text: 'Recorded.' };
    },
    async decideUnknown({ buttonId, user, choice }) {
      const plan = await store.plans.byButton(buttonId);
      if (plan?.state !== 'unknown') return { accepted: false, code: 'late', text: 'That was decided already.' };
      decisions.push(`${user.id} ${choice}`);
      await move(store, plan.id, 'unknown', choice === 'continue' ? 'verifying' : 'rolled-back');
      return { accepted: true, code: 'recorded', text: 'Recorded.' };
    },
    approvalOffer: async () => ({
      ...{ offered: true, reason: null, users: [], groups: ['S0NOC0001'], ticketNeeded: false },
    }),
    async breakGlass({ user, reason }) {
      decisions.push(`${user.id} broke the glass: ${reason}`);
      return { accepted: true, code: 'approved', text: 'The plan runs now.' };
    },
    editable: () => [],
    edit: async () => ({ accepted: false, code: 'not-editable', text: 'There is nothing to edit.' }),
    async approvalLoad(since) {
      const times = { medianAnswerMs: 40_000, slowestAnswerMs: 60_000 };
      return { since, asked: 5, answered: 2, expired: 1, withdrawn: 1, waiting: 1, ...times };
    },
    async configChanges() {
      const diff = '  interface eth1\n-  ip ospf cost 10\n+  ip ospf cost 100\n';
      const changed = { at: start, since: start, source: 'daily' as const, planId: null, diff };
      return { lastReadAt: start, firstReadAt: start, maskedLines: 0, changes: [changed] };
    },
    async unknown() {
      const difference = '- ip ospf cost 10\n+ ip ospf cost 100';
      return { at: start, reason: 'The answer of Router-A is not known', difference, timers: [], canContinue: true };
    },
    timers: async () => [],
    mode: async () => ({ mode: 'act', frozen }),
    async freeze(wanted) {
      frozen = wanted;
    },
    async thaw() {
      frozen = null;
    },
  };
}

export async function move(store: Store, planId: string, from: PlanState, to: PlanState, outcome?: string) {
  const { content } = (await store.plans.get(planId))!;
  await store.plans.move(planId, from, to, { at: Date.now(), outcome });
  if (to === 'approved') await putTimes(store.facts, planId, { approvedAt: Date.now() });
  await tell(store, { type: 'plan.moved', incidentId: content.incidentId, planId, from, to });
}

let events = 0;
/** Appends an event under a key of its own. */
export async function tell(store: Store, event: DomainEvent): Promise<void> {
  await store.outbox.append(`event-${++events}`, event, Date.now());
}

export function createIncidentsPort(store: Store): IncidentsPort {
  const change = async (id: string, part: Partial<Incident>) => {
    const incident = await store.incidents.get(id);
    if (!incident || incident.state === 'resolved') return false;
    await store.incidents.update({ ...incident, ...part });
    await tell(store, { type: part.state ? 'incident.resolved' : 'incident.updated', incidentId: id });
    return true;
  };
  return {
    take: (id, owner) => change(id, { owner }),
    dismiss: (id) => change(id, { state: 'resolved', resolvedAt: Date.now() }),
    anomaliesOf: async () => anomaliesOf(),
  };
}

let ids = 0;
export const newId = (prefix: string) => `${prefix}-${++ids}`;

/** Silences over the store; what should happen later is not done by itself. */
export function createTestSilences(store: Store, clock: () => number = Date.now): Silences {
  return createSilences({ store, topology, later: { later: async () => undefined }, newId, clock });
}

export const causesState: ModelState = {
  ...{
    kind: 'causes',
    subjects: ['network'],
    name: 'causes',
    trainedAt: start,
    note: '',
    brief: 'in use',
    worth: null,
  },
};

/** Models of which these states are known, and these details where a test brings some. */
export const testModels = (states: ModelState[], details: ModelDetail[] = []): ModelsPort => ({
  ...noModels,
  states: async () => states,
  keys: states.flatMap(({ kind, subjects }) => subjects.map((subject) => ({ kind, subject }))),
  detail: async (key) => details.find(({ kind, subject }) => kind === key.kind && subject === key.subject) ?? null,
});

/** A bot with everything around it made up, except for what the test brings. */
export function createTestBot(
  given: Pick<BotDeps, 'slack' | 'store'> & Partial<BotDeps>,
  make: (deps: BotDeps) => Bot = createBot,
): Bot {
  return make({
    metrics,
    history: noHistory,
    topology: () => topology,
    charts: { draw: async (name) => ({ png, altText: `${name} of Router-A eth1` }) },
    changes: createChanges(given.store),
    incidents: createIncidentsPort(given.store),
    models: testModels([causesState]),
    silences: createTestSilences(given.store),
    oncall: oncallSchema.parse({}),
    training: { recordings: ['practice'], start: async () => 'train-1' },
    newId,
    groups: () => ['noc-approvers'],
    grants: [],
    clock: Date.now,
    log: silentLog,
    projectEveryMs: 20,
    ...given,
  });
}
