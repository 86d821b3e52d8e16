import { leastConfidence } from '../../diagnosis/cause-model.ts';
import { describeCause, isCauseId } from '../../domain/cause.ts';
import type { Incident, Verdict } from '../../domain/incident.ts';
import { formatPlace } from '../../domain/place.ts';
import { describeMetric } from '../../domain/sample.ts';
import { byWhom, ruleModelId } from '../../domain/verdict-source.ts';
import { formatShare } from '../../foundation/number-words.ts';
import { lowerFirst } from '../../tools/wording.ts';
import { context, preformatted, section, slackImage } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import type { ShownChart } from '../message-facts.ts';
import { type ReadingRow, showLatest } from '../readings.ts';
import { textTable } from '../table.ts';
import { escapeMrkdwn, listWords, showNumber, utc } from '../text.ts';

/** What is less likely than this is not named. */
const leastShare = 0.02;

/** The facts as models and rules saw them when they last looked, before any language model is asked. */
export function incidentFacts(facts: {
  incident: Incident;
  rows: ReadingRow[];
  chart: ShownChart | null;
}): OutgoingMessage {
  const { incident, rows, chart } = facts;
  const verdict = verdictText(incident.verdict);
  return {
    text: `Facts of ${escapeMrkdwn(incident.id)}: ${verdict}`,
    blocks: [
      section(`*What was measured*\n${verdict}`),
      rows.length > 0 ? preformatted(readingTable(rows)) : section('No readings are kept for this incident.'),
      context(footnote(incident)),
      ...(chart ? [slackImage(chart.fileId, chart.altText)] : []),
    ],
  };
}

function verdictText(verdict: Verdict | null): string {
  if (!verdict) return 'No cause is named.';
  const place = escapeMrkdwn(formatPlace(verdict.place));
  const others = otherCauses(verdict);
  if (verdict.cause === 'unknown') return unknownText(place, others);
  const { title } = describeCause(verdict.cause);
  return `*${title}* at ${place}, confidence ${formatShare(verdict.confidence)}${byWhom(verdict)}.${listAfter('Other causes', others)}`;
}

/** A cause that is likely enough and yet not named was not free: another incident has it, a dismissal, or a change. */
function unknownText(place: string, others: LikelyCause[]): string {
  const known = others.filter(({ share }) => share >= leastConfidence);
  const likely = others.filter(({ share }) => share < leastConfidence);
  if (known.length === 0) return `*No cause is likely enough* at ${place}.${listAfter('Most likely', likely)}`;
  const whose = listAfter('Known already, by an incident or a change', known);
  return `*No further cause is likely enough* at ${place}.${whose}${listAfter('Most likely besides', likely)}`;
}

interface LikelyCause {
  title: string;
  share: number;
}

function listAfter(heading: string, causes: LikelyCause[]): string {
  const words = causes.map(({ title, share }) => `${lowerFirst(title)} ${formatShare(share)}`);
  return words.length > 0 ? ` ${heading}: ${listWords(words)}.` : '';
}

/** The likeliest causes besides the named one, which the models list under its symptom and a rule under its own name. */
function otherCauses({ cause, symptom, probabilities }: Verdict): LikelyCause[] {
  return Object.entries(probabilities)
    .filter(([id, share]) => id !== cause && id !== symptom && isCauseId(id) && share >= leastShare)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 2)
    .map(([id, share]) => ({ title: describeCause(id).title, share }));
}

/** Units stand beside the metric, because the table must fit into the narrow column of a thread. */
export function readingTable(rows: ReadingRow[]): string {
  const titled = (metric: string) => `${describeMetric(metric).title} ${describeMetric(metric).unit}`.trim();
  return textTable(
    ['where', 'metric', 'usual', 'now'],
    rows.map(({ place, metric, expected, limit, now }) => [
      formatPlace(place),
      titled(metric),
      limit === undefined ? showNumber(expected) : `≤ ${showNumber(limit)}`,
      showLatest(now, showNumber),
    ]),
    { right: [2, 3], width: 32 },
  );
}

function footnote({ verdict, lastAnomalyAt }: Incident): string {
  const drivers = (verdict?.drivers ?? []).slice(0, 3).map(({ feature, value, limit }) => {
    const beside = limit === undefined ? '' : `, limit ${showNumber(limit)}`;
    return `${escapeMrkdwn(readableFeature(feature), 60)} (${showNumber(value)}${beside})`;
  });
  // What is certain is counted, and a limit stands beside what was measured; everybody else sees how far each metric is from usual.
  const isMeasured = verdict?.modelId === ruleModelId || verdict?.drivers.some(({ limit }) => limit !== undefined);
  const unit = isMeasured ? '' : ', in usual deviations';
  const why = drivers.length > 0 ? `Decided by ${listWords(drivers)}${unit}. ` : '';
  return `${why}Last anomaly ${utc(lastAnomalyAt)}. No language model was involved.`;
}

/** A feature is named after its metric first: "latency_ms at the other end" becomes "latency at the other end". */
function readableFeature(feature: string): string {
  const [metric = '', ...rest] = feature.split(' ');
  return [describeMetric(metric).title.toLowerCase(), ...rest].join(' ');
}
