import { readTimes } from '../changes/plan-facts.ts';
import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Incident } from '../domain/incident.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import type { IncidentLabels } from '../incidents/labels.ts';
import { type OncallConfig, shiftFor } from '../incidents/oncall.ts';
import type { Silences } from '../incidents/silences.ts';
import type { Log } from '../log.ts';
import type { Risks } from '../risks/risks.ts';
import type { Store } from '../store/store.ts';
import { decisionKind } from '../tools/decision.ts';
import type { Ask, Asks } from './asks.ts';
import { incidentPicture, type PlanStory } from './incident-picture.ts';
import type { AttachedFile, MessageRef, ShownChart } from './message-facts.ts';
import { type PictureMessage, showWithPicture } from './picture-message.ts';
import type { Pictures } from './pictures.ts';
import type { IncidentsPort } from './ports.ts';
import type { Placement, PostedMessages } from './posted-messages.ts';
import { readingRows } from './readings.ts';
import { slots } from './slots.ts';
import { incidentAsk } from './views/ask.ts';
import { decisionMessage } from './views/decision.ts';
import { diagnosisMessage } from './views/diagnosis.ts';
import { incidentFacts } from './views/incident-facts.ts';
import { incidentHead } from './views/incident-head.ts';
import { outdatedMessage } from './views/outdated.ts';
import { resolvedSummary } from './views/summary.ts';

/** How much the last picture shows after the end, as far as it is known already. */
const afterMs = 60_000;

/** The messages about an incident. Each method brings Slack to what the store says now, however often it is called. */
export interface IncidentMessages {
  /** Where messages about this incident go: its thread, which is begun when there is none; the channel when the incident is unknown. */
  thread(incidentId: string): Promise<Placement>;
  head(incidentId: string): Promise<MessageRef | undefined>;
  /** The measured facts, with a chart when `draw` is set and it can be drawn. */
  facts(incidentId: string, options: { draw: boolean }): Promise<void>;
  diagnosis(incidentId: string): Promise<void>;
  /** Why there is no plan. When there is one, what was said before does not stay. */
  decision(incidentId: string): Promise<void>;
  summary(incidentId: string): Promise<void>;
  /** Asks somebody on call in the thread to take it, as the `step`th. */
  ask(incidentId: string, asked: Ask): Promise<void>;
}

export function createIncidentMessages(deps: {
  store: Store;
  posted: PostedMessages;
  pictures: Pick<Pictures, 'upload'>;
  incidents: IncidentsPort;
  silences: Pick<Silences, 'covering'>;
  risks: Pick<Risks, 'warnedOf'>;
  oncall: OncallConfig;
  labels: IncidentLabels;
  asks: Asks;
  metrics: MetricReader;
  topology: () => Topology;
  channel: () => string;
  clock: Clock;
  log: Log;
}): IncidentMessages {
  const { store, posted } = deps;

  async function head(incidentId: string): Promise<MessageRef | undefined> {
    const incident = await store.incidents.get(incidentId);
    if (!incident) return undefined;
    const asked = await deps.asks.of(incidentId);
    const silence = await deps.silences.covering(incident, deps.clock());
    const first = shiftFor(deps.oncall, deps.topology(), incident.place, incident.openedAt)?.order.slice(0, 1) ?? [];
    const users = [...first, ...asked.map(({ user }) => user)];
    const warned = await deps.risks.warnedOf(incident);
    const message = incidentHead(incident, deps.topology(), { asked: users, silence, warned });
    const live = incident.state !== 'resolved';
    const ref = await posted.put(slots.head(incidentId), { channel: deps.channel(), thread: null }, message, { live });
    await showAsks(incident, asked, { channel: ref.channel, thread: ref.ts });
    return ref;
  }

  /** Brings what was asked up to date, so that no button outlives its question. */
  async function showAsks(incident: Incident, asked: Ask[], place: Placement): Promise<void> {
    for (const ask of asked) {
      await posted.put(slots.ask(incident.id, ask.step), place, incidentAsk({ ...ask, incident }));
    }
  }

  async function thread(incidentId: string): Promise<Placement> {
    const ref = (await posted.find(slots.head(incidentId))) ?? (await head(incidentId));
    return ref ? { channel: ref.channel, thread: ref.ts } : { channel: deps.channel(), thread: null };
  }

  async function plansOf(incidentId: string): Promise<PlanStory[]> {
    const plans = await store.plans.forIncident(incidentId);
    return Promise.all(
      plans.map(async (plan) => ({
        plan,
        votes: await store.votes.forPlan(plan.id),
        times: await readTimes(store.facts, plan.id),
      })),
    );
  }

  /** Undefined when there is nothing to draw. */
  async function draw(incident: Incident, name: 'facts' | 'end'): Promise<AttachedFile | undefined> {
    // A picture is drawn once. What was measured stays true; what plans promise changes until the end.
    const plans = name === 'end' ? await plansOf(incident.id) : [];
    const anomalies = await deps.incidents.anomaliesOf(incident.id);
    const { metrics } = deps;
    const to = Math.min(deps.clock(), (incident.resolvedAt ?? Number.POSITIVE_INFINITY) + afterMs);
    const picture = incidentPicture({ incident, anomalies, plans, metrics, topology: deps.topology(), to });
    if (!picture) return undefined;
    const file = { filename: `${incident.id}-${name}.png`, title: incident.id };
    return deps.pictures.upload('incident', picture, file);
  }

  async function showWithChart(
    slot: string,
    incident: Incident,
    options: { name: 'facts' | 'end'; draw: boolean; build: PictureMessage['build'] },
  ): Promise<void> {
    const { name, build } = options;
    const place = await thread(incident.id);
    await showWithPicture({ slot, place, draw: options.draw ? () => draw(incident, name) : null, build }, deps);
  }

  /** What rounds of the agents up to this one said was about something else. */
  async function withdraw(incidentId: string, what: 'diagnosis' | 'decision', upTo: number): Promise<void> {
    for (let round = 1; round <= upTo; round++) {
      const slot = slots[what](incidentId, round);
      if (await posted.find(slot)) await posted.put(slot, await thread(incidentId), outdatedMessage(what));
    }
  }

  return {
    thread,
    head,
    async facts(incidentId, options) {
      const incident = await store.incidents.get(incidentId);
      if (!incident) return;
      const rows = readingRows(await deps.incidents.anomaliesOf(incidentId), deps.metrics, deps.clock());
      const build = (chart: ShownChart | null) => incidentFacts({ incident, rows, chart });
      await showWithChart(slots.facts(incidentId), incident, { name: 'facts', draw: options.draw, build });
    },
    async diagnosis(incidentId) {
      const diagnosis = await store.diagnoses.get(incidentId);
      if (!diagnosis) return;
      const { round = 1 } = diagnosis;
      await withdraw(incidentId, 'diagnosis', round - 1);
      await withdraw(incidentId, 'decision', round - 1);
      const message = diagnosisMessage(diagnosis, await deps.labels.of(incidentId));
      await posted.put(slots.diagnosis(incidentId, round), await thread(incidentId), message);
    },
    async ask(incidentId, ask) {
      const incident = await store.incidents.get(incidentId);
      if (!incident || incident.owner || incident.state === 'resolved') return;
      await deps.asks.keep(incidentId, ask);
      await head(incidentId);
    },
    async decision(incidentId) {
      const incident = await store.incidents.get(incidentId);
      const decision = await store.facts.get(decisionKind, incidentId);
      if (!incident || !decision) return;
      const { round = 1 } = decision;
      await withdraw(incidentId, 'decision', decision.kind === 'plan' ? round : round - 1);
      if (decision.kind === 'plan') return;
      const diagnosis = await store.diagnoses.get(incidentId);
      const message = decisionMessage({ incident, decision, diagnosis });
      await posted.put(slots.decision(incidentId, round), await thread(incidentId), message);
    },
    async summary(incidentId) {
      const incident = await store.incidents.get(incidentId);
      if (!incident) return;
      const [diagnosis, plans] = await Promise.all([store.diagnoses.get(incidentId), plansOf(incidentId)]);
      const topology = deps.topology();
      const build = (chart: ShownChart | null) => resolvedSummary({ incident, topology, diagnosis, plans, chart });
      await showWithChart(slots.summary(incidentId), incident, { name: 'end', draw: true, build });
    },
  };
}
