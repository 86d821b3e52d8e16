import { pino } from 'pino';
import type { OncallPorts } from '../../src/agents/oncall-nodes.ts';
import type { ConfigChanges } from '../../src/changes/config-history.ts';
import type { PlaybookOption } from '../../src/changes/options.ts';
import type { Device, Topology } from '../../src/domain/device.ts';
import type { Diagnosis } from '../../src/domain/diagnosis.ts';
import { noHistory } from '../../src/domain/history-reader.ts';
import type { Anomaly, Incident, Verdict } from '../../src/domain/incident.ts';
import { type Place, placeKey } from '../../src/domain/place.ts';
import { noModels } from '../../src/learning/models-in-use.ts';
import type { DecidedRound } from '../../src/tools/decision.ts';
import type { ProposeResult, ShowResult } from '../../src/tools/ports.ts';

export const silentLog = pino({ level: 'silent' });
export const openedAt = Date.parse('2026-11-23T03:04:05Z');
export const now = openedAt + 20_000;
export const bad: Place = { device: 'Router-A', interface: 'eth1' };

const device = (name: string): Device => ({
  name,
  platform: 'frr',
  role: name.startsWith('Router') ? 'router' : 'switch',
  site: 'lab',
  tags: [],
  management: null,
  interfaces: {},
});

const link = (name: string, a: [string, string], b: [string, string]) => ({
  name,
  a: { device: a[0], interface: a[1] },
  b: { device: b[0], interface: b[1] },
  capacityMbps: 1000,
});

export const topology: Topology = {
  devices: ['Router-A', 'Router-B', 'Switch-1', 'AP-1'].map(device),
  links: [
    link('L1', ['Router-A', 'eth1'], ['Router-B', 'eth1']),
    link('L2', ['Router-A', 'eth2'], ['Switch-1', 'eth1']),
    link('L3', ['Switch-1', 'eth2'], ['Router-B', 'eth2']),
    link('L7', ['Switch-1', 'eth4'], ['AP-1', 'eth1']),
  ],
};

export const verdict: Verdict = {
  cause: 'latency_spike',
  symptom: 'latency_spike',
  place: bad,
  confidence: 0.93,
  probabilities: { latency_spike: 0.93, packet_loss: 0.04, cpu_overload: 0.02, memory_leak: 0.01 },
  drivers: [{ feature: 'latency_ms', value: 84.2, contribution: 0.6 }],
  modelId: 'forest-1',
};

export const anomaly: Anomaly = {
  at: openedAt - 2_000,
  place: bad,
  score: 0.97,
  metrics: [{ metric: 'latency_ms', value: 84.2, expected: 4.1, deviation: 31 }],
  detector: 'isolation-forest',
};

const incident: Incident = {
  id: 'inc-1',
  state: 'open',
  severity: 'major',
  openedAt,
  lastAnomalyAt: openedAt,
  resolvedAt: null,
  place: bad,
  places: [bad],
  anomalies: 3,
  verdict,
  owner: null,
};

export const ospfPlaybook: PlaybookOption = {
  id: 'latency_spike',
  title: 'Move traffic off the slow link',
  way: 'change',
  reason: null,
  vendors: ['frr'],
  parameters: [
    { name: 'device', value: 'Router-A', adjustable: false, about: 'one end' },
    { name: 'interface', value: 'eth1', adjustable: false, about: 'one end' },
    { name: 'cost', value: 200, adjustable: true, about: 'OSPF cost, 1 to 65535' },
  ],
};

/** What differs from the story "latency on the link L1". Series are [before, since the trouble began]. */
export interface Story {
  /** What the configurations were read to be; nothing when left out. */
  configs?: ConfigChanges;
  verdict?: Verdict | null;
  anomaly?: Anomaly;
  series?: Record<string, [number, number]>;
  playbooks?: PlaybookOption[];
  show?: ShowResult;
  propose?: ProposeResult;
}

const key = (place: Place, metric: string) => `${placeKey(place)} ${metric}`;

export const latencySeries: Record<string, [number, number]> = {
  [key(bad, 'latency_ms')]: [4.1, 84.2],
  [key({ device: 'Router-B', interface: 'eth1' }, 'latency_ms')]: [4, 83.9],
  [key(bad, 'packet_loss_pct')]: [0, 0],
  [key(bad, 'throughput_mbps')]: [310, 305],
  [key({ device: 'Router-A', interface: null }, 'cpu_pct')]: [12, 12.5],
};

/** Ports over plain objects that remember what was asked of them. */
export function createWorld(story: Story = {}) {
  const series = story.series ?? latencySeries;
  const current = { ...incident, verdict: story.verdict === undefined ? verdict : story.verdict };
  const diagnoses: Diagnosis[] = [];
  const decisions: DecidedRound[] = [];
  const plans = new Map<string, { planId: string; playbook: string; parameters: unknown }>();
  const calls: string[] = [];
  const ports: OncallPorts = {
    recommendRoute: async () => ({ problem: 'Nothing is known of routes here.' }),
    async getIncident(id) {
      return id === current.id ? { incident: current, anomalies: [story.anomaly ?? anomaly] } : null;
    },
    metrics: {
      values(place, metric, from, to) {
        const pair = series[key(place, metric)];
        if (!pair) return [];
        const points = [];
        for (let at = openedAt - 302_000; at <= now; at += 1000) {
          if (at >= from && at <= to) points.push({ at, value: at < openedAt - 2_000 ? pair[0] : pair[1] });
        }
        return points;
      },
      metricsAt: () => ['latency_ms'],
      lastHeard: () => now,
    },
    history: noHistory,
    models: noModels,
    topology: () => topology,
    classify: async () => current.verdict,
    showCommands: () => [{ id: 'ospf_interface', purpose: 'OSPF cost and state', parameters: ['interface'] }],
    async show(request) {
      calls.push(`show ${request.device} ${request.command} ${JSON.stringify(request.parameters)}`);
      return story.show ?? { outcome: 'ok', facts: [{ name: 'ospfCost', value: 10, independent: true }] };
    },
    configChanges: async () => story.configs ?? { lastReadAt: null, firstReadAt: null, maskedLines: 0, changes: [] },
    async listPlaybooks(request) {
      calls.push(`playbooks ${request.cause} ${request.place.device} ${request.place.interface}`);
      return story.playbooks ?? [ospfPlaybook];
    },
    async proposePlan({ playbook, parameters, key: proposal }) {
      calls.push(`propose ${playbook}`);
      if (story.propose) return story.propose;
      const plan = plans.get(proposal) ?? { planId: `plan-${plans.size + 1}`, playbook, parameters };
      plans.set(proposal, plan);
      return { outcome: 'ok', planId: plan.planId };
    },
    async openPlan() {
      const [plan] = plans.values();
      return plan ? { planId: plan.planId, playbook: plan.playbook } : null;
    },
    async saveDiagnosis(diagnosis) {
      diagnoses.push(diagnosis);
    },
    async saveDecision(_incidentId, decision) {
      decisions.push(decision);
    },
  };
  return { ports, diagnoses, decisions, plans, calls, incident: current };
}
