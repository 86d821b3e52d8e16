import type { Anomaly, Verdict } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import type { Log } from '../log.ts';
import { classifyCause } from '../tools/classify-cause.ts';
import { getIncident } from '../tools/get-incident.ts';
import { queryMetrics } from '../tools/query-metrics.ts';
import { callTool, type Tool, type ToolContext } from '../tools/tool.ts';
import type { Finding } from './conclusion.ts';
import { leadingMetric, type Measurement, measurementInput } from './offline/policy.ts';
import { answerOf, type Observation } from './transcript.ts';

const maxMetrics = 3;

/**
 * Confirms with telemetry that what was flagged is there: measures the flagged metrics at the named place, strongest first. No language
 * model is asked, because everything after this rests on it.
 */
export async function runDetector(
  context: ToolContext,
  log: Log,
): Promise<{ finding: Finding; observations: Observation[] }> {
  const observe = async (tool: Tool, input: Record<string, unknown> = {}): Promise<Observation> => {
    return { tool: tool.name, input, result: await callTool(tool, input, context, log) };
  };
  const incident = await observe(getIncident);
  const classified = await observe(classifyCause);
  const measured: Observation[] = [];
  for (const { place, metric } of flaggedMetrics(incident, classified)) {
    measured.push(await observe(queryMetrics, measurementInput(place, metric)));
  }
  return { finding: judge(measured), observations: [incident, classified, ...measured] };
}

function flaggedMetrics(incident: Observation, classified: Observation): { place: Place; metric: string }[] {
  const verdict = answerOf<Verdict>(classified);
  const place = verdict?.place ?? (incident.result.incident as { place: Place } | undefined)?.place;
  if (!place) return [];
  const anomalies = (incident.result.anomalies ?? []) as Pick<Anomaly, 'place' | 'metrics'>[];
  const flagged = anomalies
    .filter((anomaly) => anomaly.place.device === place.device && anomaly.place.interface === place.interface)
    .flatMap((anomaly) => anomaly.metrics.map(({ metric }) => metric));
  const leading = verdict ? leadingMetric[verdict.symptom] : undefined;
  const metrics = [...new Set(leading ? [leading, ...flagged] : flagged)];
  return metrics.slice(0, maxMetrics).map((metric) => ({ place, metric }));
}

function judge(measured: Observation[]): Finding {
  const answered = measured.flatMap((observation) => answerOf<Measurement>(observation) ?? []);
  if (answered.length === 0) return 'no-data';
  return answered.some(({ change }) => ['higher', 'lower'].includes(change)) ? 'confirmed' : 'not-confirmed';
}
