import type { Place } from '../../domain/place.ts';
import type { CanonicalMetric } from '../../domain/sample.ts';
import type { ShowCommand } from '../../tools/ports.ts';
import type { Observation } from '../transcript.ts';
import { writeDiagnosis } from './analyst-sentences.ts';
import {
  caseOf,
  lastOf,
  leadingMetric,
  measurementAt,
  measurementInput,
  type Policy,
  type Step,
  seen,
} from './policy.ts';

const maxShowCommands = 2;

/** Metrics whose being as before rules something out, by symptom: on the interface, and on the whole device. */
const ruleOut: Record<string, { interface: CanonicalMetric[]; device: CanonicalMetric[] }> = {
  latency_spike: { interface: ['packet_loss_pct', 'throughput_mbps'], device: ['cpu_pct'] },
  packet_loss: { interface: ['error_rate_pct', 'throughput_mbps'], device: ['cpu_pct'] },
  cpu_overload: { interface: [], device: ['memory_pct'] },
  memory_leak: { interface: [], device: ['cpu_pct'] },
};

/** The topology, the other end, what would rule other causes out, then at most two read-only commands. */
export const analystPolicy: Policy = (situation) => {
  const observations = seen(situation);
  const { verdict, incident } = caseOf(situation);
  const place = verdict?.place ?? incident?.place;
  if (!place) return { say: 'Conclusion: inconclusive' };
  const symptom = verdict?.symptom ?? '';
  const step = situation.mayCall ? nextStep(observations, place, symptom) : undefined;
  return step ?? { say: writeDiagnosis(situation, observations, place) };
};

function nextStep(observations: Observation[], place: Place, symptom: string): Step | undefined {
  const around = lastOf(observations, 'get_neighbours');
  if (!around) return { call: 'get_neighbours', input: { device: place.device, interface: place.interface } };
  const metric = measurements(symptom, place, around).find(
    (one) => !measurementAt(observations, one.place, one.metric),
  );
  return metric
    ? { call: 'query_metrics', input: measurementInput(metric.place, metric.metric) }
    : nextCommand(observations, place);
}

/** Where to measure what: the leading metric at both ends, then what rules other causes out. */
function measurements(symptom: string, place: Place, around: Observation): { place: Place; metric: string }[] {
  const leading = leadingMetric[symptom];
  const otherEnd = (around.result.other_end ?? null) as Place | null;
  const device = { device: place.device, interface: null };
  return [
    ...(leading ? [{ place, metric: leading }] : []),
    ...(leading && otherEnd ? [{ place: otherEnd, metric: leading }] : []),
    ...(ruleOut[symptom]?.interface ?? []).filter(() => place.interface !== null).map((metric) => ({ place, metric })),
    ...(ruleOut[symptom]?.device ?? []).map((metric) => ({ place: device, metric })),
  ];
}

function nextCommand(observations: Observation[], place: Place): Step | undefined {
  const done = observations.filter(({ tool }) => tool === 'run_show_command');
  if (done.length >= maxShowCommands) return undefined;
  const offered = (lastOf(observations, 'get_incident')?.result.show_commands ?? []) as ShowCommand[];
  const fitting = offered
    .filter(({ parameters }) => parameters.every((name) => name === 'interface' && place.interface !== null))
    .sort((a, b) => b.parameters.length - a.parameters.length);
  const command = fitting.find(({ id }) => !done.some(({ input }) => input.command === id));
  if (!command) return undefined;
  const parameters = command.parameters.length > 0 ? { interface: place.interface } : {};
  return { call: 'run_show_command', input: { device: place.device, command: command.id, parameters } };
}
