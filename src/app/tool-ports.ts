import type { OncallPorts } from '../agents/oncall-nodes.ts';
import type { Changes } from '../changes/changes.ts';
import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import { isFinal } from '../domain/plan.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { ModelsInUse } from '../learning/models-in-use.ts';
import type { ReadSessions } from '../network/read-sessions.ts';
import type { Routes } from '../routes/routes.ts';
import type { Store } from '../store/store.ts';
import { decisionKind } from '../tools/decision.ts';

export interface ToolPortsDeps {
  store: Store;
  metrics: MetricReader;
  history: HistoryReader;
  models: ModelsInUse;
  topology: Topology;
  incidents: Incidents;
  changes: Changes;
  sessions: ReadSessions;
  /** Left out where no device can be asked. */
  routes?: Pick<Routes, 'recommend'> | undefined;
  clock: Clock;
}

/** What the agents reach: reading through the read-only account, and proposing. Nothing here can run a change. */
export function createToolPorts(deps: ToolPortsDeps): OncallPorts {
  const { store, incidents, changes, sessions, clock } = deps;
  return {
    metrics: deps.metrics,
    history: deps.history,
    models: deps.models,
    topology: () => deps.topology,
    async getIncident(id) {
      const incident = incidents.get(id) ?? (await store.incidents.get(id));
      return incident ? { incident, anomalies: await incidents.anomaliesOf(id) } : null;
    },
    classify: async (id) => (incidents.get(id) ?? (await store.incidents.get(id)))?.verdict ?? null,
    showCommands: (device) =>
      sessions
        .commands(device)
        .filter((command) => command.forModels)
        .map(({ id, purpose, parameters }) => ({ id, purpose, parameters: Object.keys(parameters) })),
    async show({ device, command, parameters }) {
      const offered = sessions.commands(device).some(({ id, forModels }) => id === command && forModels);
      if (!offered) return { outcome: 'refused', reason: 'the catalogue offers no such command here' };
      const answer = await sessions.read(device, command, parameters);
      if (answer.outcome !== 'ok') return { outcome: answer.outcome, reason: answer.reason };
      if (answer.facts.length === 0) return { outcome: 'no-data', reason: 'the answer holds no known fact' };
      return { outcome: 'ok', facts: answer.facts };
    },
    recommendRoute: async (pair) => deps.routes?.recommend(pair) ?? { problem: 'Nothing is known of routes here.' },
    configChanges: (device, since) => changes.configChanges(device, since),
    listPlaybooks: ({ cause, place }) => changes.options({ cause, place }),
    async proposePlan({ incidentId, playbook, parameters, key }) {
      const answer = await changes.propose({ incidentId, playbook, parameters, key, requestedBy: 'nocturne' });
      return answer.outcome === 'ok' ? { outcome: 'ok', planId: answer.planId } : answer;
    },
    async openPlan(incidentId) {
      const plans = await store.plans.forIncident(incidentId);
      const open = plans.find((plan) => !isFinal(plan.state));
      return open ? { planId: open.id, playbook: open.content.playbook } : null;
    },
    async saveDiagnosis(diagnosis) {
      const { incidentId, round = 1 } = diagnosis;
      await store.transaction(async (tables) => {
        await tables.diagnoses.put(diagnosis);
        await tables.outbox.append(
          `${incidentId}:diagnosis:${round}`,
          { type: 'diagnosis.ready', incidentId },
          clock(),
        );
      });
    },
    async saveDecision(incidentId, decision) {
      await store.transaction(async (tables) => {
        await tables.facts.put(decisionKind, incidentId, decision);
        // Agents that failed may come to another end of the same round later.
        const key = `${incidentId}:decision:${decision.round ?? 1}:${decision.kind === 'none' ? decision.why : decision.kind}`;
        await tables.outbox.append(key, { type: 'decision.ready', incidentId }, clock());
      });
    },
  };
}
