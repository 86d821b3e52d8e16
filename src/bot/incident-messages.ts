import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Incident } from '../domain/incident.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { ChartsPort, IncidentsPort } from './ports.ts';
import type { AttachedFile, MessageRef, Placement, PostedMessages } from './posted-messages.ts';
import { readingRows } from './readings.ts';
import { slots } from './slots.ts';
import type { Uploads } from './uploads.ts';
import { diagnosisMessage } from './views/diagnosis.ts';
import { incidentFacts } from './views/incident-facts.ts';
import { incidentHead } from './views/incident-head.ts';
import { resolvedSummary } from './views/summary.ts';

/** The messages about an incident. Each method brings Slack to what the store says now, however often it is called. */
export interface IncidentMessages {
  /** Where messages about this incident go: its thread, which is begun when there is none; the channel when the incident is unknown. */
  thread(incidentId: string): Promise<Placement>;
  head(incidentId: string): Promise<MessageRef | undefined>;
  /** The measured facts, with a chart when `draw` is set and it can be drawn. */
  facts(incidentId: string, options: { draw: boolean }): Promise<void>;
  diagnosis(incidentId: string): Promise<void>;
  summary(incidentId: string): Promise<void>;
}

export function createIncidentMessages(deps: {
  store: Store;
  posted: PostedMessages;
  uploads: Uploads;
  charts: ChartsPort;
  incidents: IncidentsPort;
  metrics: MetricReader;
  topology: () => Topology;
  channel: () => string;
  clock: Clock;
  log: Log;
}): IncidentMessages {
  const { store, posted, log } = deps;

  async function head(incidentId: string): Promise<MessageRef | undefined> {
    const incident = await store.incidents.get(incidentId);
    if (!incident) return undefined;
    const message = incidentHead(incident, deps.topology());
    const live = incident.state !== 'resolved';
    return posted.put(slots.head(incidentId), { channel: deps.channel(), thread: null }, message, { live });
  }

  async function thread(incidentId: string): Promise<Placement> {
    const ref = (await posted.find(slots.head(incidentId))) ?? (await head(incidentId));
    return ref ? { channel: ref.channel, thread: ref.ts } : { channel: deps.channel(), thread: null };
  }

  /** Undefined when there is nothing to draw or the picture can't be had: the facts stand without it. */
  async function draw(incident: Incident): Promise<AttachedFile | undefined> {
    try {
      const chart = await deps.charts.incidentChart(incident);
      if (!chart) return undefined;
      const { png: bytes, altText } = chart;
      const filename = `${incident.id}.png`;
      const file = await deps.uploads.upload({ filename, title: altText, altText, bytes, type: 'image/png' });
      return { ...file, altText };
    } catch (err) {
      log.warn({ err, incident: incident.id }, 'an incident is shown without its chart');
      return undefined;
    }
  }

  return {
    thread,
    head,
    async facts(incidentId, options) {
      const incident = await store.incidents.get(incidentId);
      if (!incident) return;
      const slot = slots.facts(incidentId);
      const place = await thread(incidentId);
      const rows = readingRows(await deps.incidents.anomaliesOf(incidentId), deps.metrics, deps.clock());
      const show = (chart: AttachedFile | undefined) =>
        posted.put(
          slot,
          place,
          incidentFacts({ incident, rows, chart: chart ? { fileId: chart.id, altText: chart.altText } : null }),
        );
      const known = await posted.fileOf(slot);
      await show(known);
      if (!options.draw || known) return;
      const chart = await draw(incident);
      if (!chart) return;
      await posted.keepFile(slot, chart);
      await show(chart);
    },
    async diagnosis(incidentId) {
      const diagnosis = await store.diagnoses.get(incidentId);
      if (!diagnosis) return;
      await posted.put(slots.diagnosis(incidentId), await thread(incidentId), diagnosisMessage(diagnosis));
    },
    async summary(incidentId) {
      const incident = await store.incidents.get(incidentId);
      if (!incident) return;
      const [diagnosis, plans] = await Promise.all([
        store.diagnoses.get(incidentId),
        store.plans.forIncident(incidentId),
      ]);
      const told = await Promise.all(
        plans.map(async (plan) => ({
          plan,
          votes: await store.votes.forPlan(plan.id),
          lines: await store.executions.lines(plan.id),
        })),
      );
      const message = resolvedSummary({ incident, topology: deps.topology(), diagnosis, plans: told });
      await posted.put(slots.summary(incidentId), await thread(incidentId), message);
    },
  };
}
