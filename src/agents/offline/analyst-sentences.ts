import { describeCause, isKnownBySilence } from '../../domain/cause.ts';
import { formatPlace, type Place } from '../../domain/place.ts';
import { describeMetric } from '../../domain/sample.ts';
import { whoNames } from '../../domain/verdict-source.ts';
import { formatNumber, formatShare } from '../../foundation/number-words.ts';
import type { SeenEvidence } from '../../tools/evidence-ledger.ts';
import { formatMetricValue, lowerFirst } from '../../tools/wording.ts';
import type { CaseFile } from '../case-file.ts';
import { leastConfidence } from '../conclusion.ts';
import { answerOf, type Observation } from '../transcript.ts';
import { caseOf, cite, lastOf, leadingMetric, type Measurement, measurementAt, type Situation } from './policy.ts';

/** What it speaks against that a metric is as before. */
const ruledOut: Record<string, string> = {
  packet_loss_pct: 'a lossy cable',
  error_rate_pct: 'a bad optic',
  throughput_mbps: 'more traffic than usual',
  cpu_pct: 'a busy device',
  memory_pct: 'a shortage of memory',
};

/** Device facts that say something about a path or a port. */
const tellingFact = /: (?:line protocol|oper state|OSPF cost|OSPF adjacent neighbours|\w+ (?:errors|drops))\b/;
const maxDeviceFacts = 4;

/** The answer of the analyst: a conclusion, then the sentences, the most important first. */
export function writeDiagnosis(situation: Situation, observations: Observation[], place: Place): string {
  const { verdict, finding } = caseOf(situation);
  const silent = verdict ? isKnownBySilence(verdict.cause) : false;
  const confirmed = finding === 'confirmed' || (finding === 'no-data' && silent);
  const sure = verdict && verdict.cause !== 'unknown' && verdict.confidence >= leastConfidence && confirmed;
  const around = lastOf(observations, 'get_neighbours');
  const symptom = verdict?.symptom ?? '';
  const lines = [
    ...(silent ? wordSilence(observations, place) : []),
    ...wordMain(observations, place, symptom),
    ...wordOtherEnd(observations, { place, symptom, around }),
    ...wordOtherMetrics(observations, place, symptom),
    ...wordTopology(around),
    ...wordDeviceFacts(observations),
  ];
  const said = wordVerdict(verdict ?? null, finding, observations);
  return sure
    ? [`Conclusion: ${verdict.cause}`, ...lines.slice(0, 3), ...said, ...lines.slice(3)].join('\n')
    : ['Conclusion: inconclusive', ...said, ...lines].join('\n');
}

function wordSilence(observations: Observation[], place: Place): string[] {
  const incident = lastOf(observations, 'get_incident');
  if (incident?.result.outcome !== 'ok') return [];
  const found = cite(incident, lastOf(observations, 'classify_cause'));
  return [`${formatPlace(place)} sends nothing any more. ${found}`];
}

function wordMain(observations: Observation[], place: Place, symptom: string): string[] {
  const measured = measurementAt(observations, place, leadingMetric[symptom] ?? '');
  if (!measured?.value) return [];
  return [`${wordChange(measured.value)} ${cite(measured.observation)}`];
}

function wordChange({ place, metric, now, before, change, unread }: Measurement): string {
  const subject = `${describeMetric(metric).title} on ${formatPlace(place)}`;
  const value = formatMetricValue(metric, now.median);
  if (!before)
    return `${subject} is ${value}; ${unread ? `not compared, because ${unread}` : 'there is nothing earlier to compare with'}.`;
  const earlier = formatMetricValue(metric, before.median);
  const reference = before.samples === null ? `its usual ${earlier}` : earlier;
  if (change === 'same') return `${subject} is ${value}, not out of the ordinary beside ${reference}.`;
  const moved = `${subject} ${change === 'higher' ? 'rose' : 'fell'} to ${value} from ${reference}`;
  const times = change === 'higher' && before.median > 0 ? formatNumber(now.median / before.median) : null;
  return times ? `${moved}, ${times} times as much.` : `${moved}.`;
}

function wordOtherEnd(
  observations: Observation[],
  { place, symptom, around }: { place: Place; symptom: string; around: Observation | undefined },
): string[] {
  const own = measurementAt(observations, place, leadingMetric[symptom] ?? '')?.value?.change;
  const otherEnd = (around?.result.other_end ?? null) as Place | null;
  const measured = otherEnd ? measurementAt(observations, otherEnd, leadingMetric[symptom] ?? '') : undefined;
  if (!otherEnd || !measured?.value?.before) return [];
  const { now, before, change, metric } = measured.value;
  const subject = `${formatPlace(otherEnd)}, the other end of link ${around?.result.link},`;
  const earlier = formatMetricValue(metric, before.median);
  const values = `${formatMetricValue(metric, now.median)}, ${before.samples === null ? `usually ${earlier}` : `${earlier} before`}`;
  const text =
    change === own && change !== 'same'
      ? `${subject} shows the same (${values}), so it is the link and not one device.`
      : `${subject} does not show the same (${values}).`;
  return [`${text} ${cite(measured.observation, around)}`];
}

function wordOtherMetrics(observations: Observation[], place: Place, symptom: string): string[] {
  const measured = Object.keys(ruledOut)
    .filter((metric) => metric !== leadingMetric[symptom])
    .flatMap((metric) => [
      measurementAt(observations, place, metric),
      ...(place.interface === null ? [] : [measurementAt(observations, { ...place, interface: null }, metric)]),
    ])
    .filter((found) => found?.value != null) as { observation: Observation; value: Measurement }[];
  const same = measured.filter(({ value }) => value.change === 'same');
  const moved = measured.filter(({ value }) => value.change === 'higher' || value.change === 'lower');
  return [
    ...(same.length > 0 ? [wordSame(same)] : []),
    ...moved.map(({ observation, value }) => `${wordChange(value)} ${cite(observation)}`),
  ];
}

function wordSame(same: { observation: Observation; value: Measurement }[]): string {
  const values = same.map(({ value }, index) => {
    const title = describeMetric(value.metric).title;
    const word = index === 0 ? title : lowerFirst(title);
    return `${word} (${formatMetricValue(value.metric, value.now.median)})`;
  });
  const against = same.map(({ value }) => ruledOut[value.metric]!);
  const verb = same.length === 1 ? 'is' : 'are';
  return `${join(values, 'and')} ${verb} not out of the ordinary, which speaks against ${join(against, 'or')}. ${cite(...same.map(({ observation }) => observation))}`;
}

function wordVerdict(
  verdict: CaseFile['verdict'],
  finding: CaseFile['finding'] | undefined,
  observations: Observation[],
): string[] {
  const classified = lastOf(observations, 'classify_cause');
  if (!verdict || classified?.result.outcome !== 'ok') return [];
  const named = `${whoNames(verdict)} ${lowerFirst(describeCause(verdict.cause).title)} at ${formatPlace(verdict.place)} with`;
  const confidence = `${formatShare(verdict.confidence)} confidence`;
  if (verdict.confidence < leastConfidence)
    return [`${named} only ${confidence}, too little for a conclusion. ${cite(classified)}`];
  if (finding === 'no-data' && !isKnownBySilence(verdict.cause))
    return [`${named} ${confidence}, but no telemetry confirms it. ${cite(classified)}`];
  if (finding === 'not-confirmed')
    return [`${named} ${confidence}, but ${notConfirmed(observations, verdict.place)}. ${cite(classified)}`];
  return [`${named} ${confidence}. ${cite(classified)}`];
}

/** That nothing is out of the ordinary is only said where that was measured. */
function notConfirmed(observations: Observation[], { device, interface: port }: Place): string {
  const changes = observations
    .filter(({ tool }) => tool === 'query_metrics')
    .flatMap((observation) => answerOf<Measurement>(observation) ?? [])
    .filter(({ place }) => place.device === device && place.interface === port)
    .map(({ change }) => change);
  return changes.length > 0 && changes.every((change) => change === 'same')
    ? 'nothing that was measured there is out of the ordinary'
    : 'the detector did not confirm it';
}

function wordTopology(around: Observation | undefined): string[] {
  if (around?.result.outcome !== 'ok' || !around.result.link) return [];
  const behind = around.result.behind as string[];
  const text =
    behind.length === 0
      ? `Without link ${around.result.link} all other devices still reach each other, so traffic can take another way.`
      : `Without link ${around.result.link} these are cut off: ${behind.join(', ')}.`;
  return [`${text} ${cite(around)}`];
}

/** "Router-A eth1: line protocol is up, OSPF cost is 10." in one sentence per device and interface. */
function wordDeviceFacts(observations: Observation[]): string[] {
  const telling = observations
    .filter(({ tool }) => tool === 'run_show_command')
    .flatMap(({ result }) => result.evidence ?? [])
    .filter((entry) => entry.independent && tellingFact.test(entry.text))
    .slice(0, maxDeviceFacts);
  const bySubject = new Map<string, SeenEvidence[]>();
  for (const entry of telling) {
    const subject = entry.text.slice(0, entry.text.indexOf(': '));
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), entry]);
  }
  return [...bySubject].map(([subject, facts]) => {
    const said = facts.map(({ text }) => text.slice(subject.length + 2));
    return `${subject}: ${said.join(', ')}. [${facts.map(({ id }) => id).join(', ')}]`;
  });
}

function join(words: string[], conjunction: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
