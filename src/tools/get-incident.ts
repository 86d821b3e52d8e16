import { z } from 'zod';
import type { Anomaly, Incident } from '../domain/incident.ts';
import { formatPlace } from '../domain/place.ts';
import { describeMetric } from '../domain/sample.ts';
import { formatNumber } from '../foundation/number-words.ts';
import { defineTool, type ToolContext } from './tool.ts';
import { formatMetricValue, lowerFirst } from './wording.ts';

const maxAnomalies = 5;
const maxMetrics = 3;

/** The facts that opened the incident. */
export const getIncident = defineTool({
  name: 'get_incident',
  effect: 'read',
  agents: ['detector'],
  description:
    'The incident under investigation: where, since when, how severe, what the detectors saw, and which read-only commands its device offers. Call this first.',
  input: z.strictObject({}),
  async run(_input, context) {
    const found = await context.ports.getIncident(context.incidentId);
    if (!found) return { outcome: 'no-data', reason: 'This incident is not stored (any more).' };
    const anomalies = strongestByPlace(found.anomalies);
    const evidence = anomalies.flatMap((anomaly) => addAnomaly(anomaly, context));
    return {
      outcome: 'ok',
      evidence,
      incident: describeIncident(found.incident),
      anomalies: anomalies.map(({ place, score, metrics }) => ({
        place,
        score,
        metrics: metrics
          .slice(0, maxMetrics)
          .map(({ metric, value, expected, limit }) => ({ metric, value, expected, limit })),
      })),
      show_commands: context.ports.showCommands(found.incident.place.device),
    };
  },
});

function describeIncident(incident: Incident): Record<string, unknown> {
  return {
    id: incident.id,
    state: incident.state,
    severity: incident.severity,
    opened_at: new Date(incident.openedAt).toISOString(),
    place: incident.place,
    places: incident.places,
  };
}

function strongestByPlace(anomalies: Anomaly[]): Anomaly[] {
  const strongest = new Map<string, Anomaly>();
  for (const anomaly of anomalies) {
    const key = formatPlace(anomaly.place);
    if (anomaly.score > (strongest.get(key)?.score ?? Number.NEGATIVE_INFINITY)) strongest.set(key, anomaly);
  }
  return [...strongest.values()].sort((a, b) => b.score - a.score).slice(0, maxAnomalies);
}

function addAnomaly(anomaly: Anomaly, context: ToolContext) {
  return anomaly.metrics.slice(0, maxMetrics).map(({ metric, value, expected, limit }) => {
    const beside =
      limit === undefined
        ? ` where ${formatMetricValue(metric, expected)} was expected (anomaly score ${formatNumber(anomaly.score)})`
        : `, over its limit of ${formatMetricValue(metric, limit)}`;
    const read = `${lowerFirst(describeMetric(metric).title)} was ${formatMetricValue(metric, value)}`;
    const text = `${formatPlace(anomaly.place)}: ${read}${beside}`;
    return context.evidence.add({ kind: 'metric', place: anomaly.place, text, independent: true });
  });
}
