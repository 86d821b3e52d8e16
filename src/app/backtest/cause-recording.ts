import { type CauseTable, type NamedCause, tabulateCauses } from '../../diagnosis/backtest/cause-table.ts';
import { mostFrequent } from '../../diagnosis/backtest/wide-causes.ts';
import { createCauseFeatures } from '../../diagnosis/cause-features.ts';
import { type CauseModel, noCause } from '../../diagnosis/cause-model.ts';
import { type CauseData, createCauseRows } from '../../diagnosis/cause-training.ts';
import { createDiagnoser } from '../../diagnosis/diagnoser.ts';
import { createLabelledSpans } from '../../diagnosis/labelled-spans.ts';
import { createPlaceStates } from '../../diagnosis/place-states.ts';
import { createPresence } from '../../diagnosis/presence.ts';
import { groupSamples } from '../../diagnosis/reading.ts';
import { ruleCause } from '../../diagnosis/rule-cause.ts';
import { intervalOf } from '../../diagnosis/training.ts';
import { isCauseId } from '../../domain/cause.ts';
import type { Verdict } from '../../domain/incident.ts';
import { type Place, samePlace } from '../../domain/place.ts';
import type { Label } from '../../domain/recording.ts';
import { NocturneError } from '../../errors.ts';
import { fitKinds } from '../../learning/fit-kinds.ts';
import { causes } from '../../learning/kinds/causes.ts';
import { type Detection, detection } from '../../learning/kinds/detection.ts';
import { type FaultEvent, faultEvents } from './fault-events.ts';
import { findUnknown, type LeftOutLabels, leftOutLabels } from './left-out-labels.ts';
import { type RecordingBacktest, type RecordingParts, readRecordingParts } from './recording-parts.ts';

export interface RecordingCauseReport {
  /** The judged part begins here, milliseconds since 1970. */
  from: number;
  trainingEvents: number;
  /** Causes of the judged part that training never saw: the forest can't name them. */
  neverTrained: string[];
  /** Labels with an unknown cause or an unknown device, in the part to learn from and in the judged part. */
  labelsLeftOut: LeftOutLabels[];
  /** One verdict for each fault, at its middle, about the places that were anomalous until then. */
  events: CauseTable;
  /** One answer for each place at sampled moments, as the forest is trained. */
  rows: CauseTable;
}

/** A fault of the judged part, and what was said of it. */
interface JudgedEvent extends FaultEvent {
  suspects: Place[];
  asked: boolean;
  product?: NamedCause;
  rule?: NamedCause;
}

/**
 * Trains on the first part of a recording as `train` does, and asks for the cause of every fault of the rest. Throws `backtest-unlabelled` when
 * one of the two parts has no labelled fault of a known cause.
 */
export async function backtestCauses(options: RecordingBacktest): Promise<RecordingCauseReport> {
  const parts = await readRecordingParts(options);
  const unknownOf = findUnknown(parts.topology, isCauseId);
  const known = (labels: readonly Label[]) => labels.filter((label) => unknownOf(label) === null);
  const before = faultEvents(known(parts.learnedLabels), parts.topology);
  const events = faultEvents(
    known(parts.labels ?? []).filter(({ start }) => start >= parts.from),
    parts.topology,
  );
  if (before.length === 0 || events.length === 0) throw unlabelled(options.recording, before.length, events.length);
  const seed = options.config.training.seed;
  const [detecting, model] = fitKinds(
    [detection, causes],
    { readings: parts.learned, labels: known(parts.learnedLabels), topology: parts.topology },
    {
      ...{ seed, settings: { falseAlarmsPerDeviceDay: 1 } },
      onProgress: (done, total, note) => options.onProgress?.({ done, total, note: `training: ${note}` }),
    },
  );
  if (!detecting || !model) throw unlabelled(options.recording, before.length, events.length);
  const judged = events.map((event): JudgedEvent => ({ ...event, suspects: [], asked: false }));
  const rows = await play(parts, { detecting, model, judged, seed }, options.onProgress);
  const usual = mostFrequent(before.map(({ cause }) => cause));
  const asked = judged.filter((event) => event.asked);
  return {
    from: parts.from,
    labelsLeftOut: leftOutLabels(parts.labels ?? [], parts.topology, isCauseId),
    trainingEvents: before.length,
    neverTrained: [...new Set(events.map(({ cause }) => cause))].filter((name) => !model.classes.includes(name)).sort(),
    events: tabulateCauses(
      asked.map(({ cause }) => cause),
      [
        { name: `always ${usual}`, named: () => ({ cause: usual }) },
        { name: 'rule on the worst metric', named: (i) => asked[i]!.rule },
        { name: 'nocturne', named: (i) => asked[i]!.product },
      ],
    ),
    rows: tabulateRows(rows, model),
  };
}

const isAmong = (places: readonly Place[], place: Place) => places.some((one) => samePlace(one, place));

/** Plays the judged part: fills in what is said of the faults, and answers with the rows. */
async function play(
  parts: RecordingParts,
  { detecting, model, judged, seed }: { detecting: Detection; model: CauseModel; judged: JudgedEvent[]; seed: number },
  onProgress: RecordingBacktest['onProgress'],
): Promise<CauseData> {
  const { from, topology, span } = parts;
  const { layout } = model;
  let now = from;
  const { baselines } = detecting;
  const diagnoser = createDiagnoser({ topology, models: { ...detecting, causes: model } });
  const usual = (place: Place, metric: string) => diagnoser.usual(place, metric)?.centre;
  const presence = createPresence({ topology, usual, clock: () => now });
  const states = createPlaceStates({ layout, baselines });
  const spans = createLabelledSpans(parts.labels ?? [], topology, intervalOf(parts.learned));
  const rows = createCauseRows({ layout, topology, states, spans, seed });
  const features = createCauseFeatures(layout, topology, states);
  const row = new Float64Array(features.names.length);

  /** The first place at which the rule sees anything. */
  function askRule({ suspects, places }: JudgedEvent): NamedCause | undefined {
    for (const place of suspects) {
      features.write(place, row);
      const cause = ruleCause(features.names, row);
      if (cause !== noCause) return { cause, placeRight: isAmong(places, place) };
    }
    return undefined;
  }

  for await (const { at, samples } of parts.play()) {
    now = at;
    const anomalies = presence.observe(samples);
    for (const { anomaly } of diagnoser.observe(samples)) if (anomaly) anomalies.push(anomaly);
    for (const reading of groupSamples(samples)) states.push(reading);
    if (at < from) continue;
    rows.moment(at);
    for (const event of judged) {
      if (event.asked || at < event.start) continue;
      for (const { place } of at <= event.end ? anomalies : []) {
        if (!isAmong(event.suspects, place)) event.suspects.push(place);
      }
      if (at < (event.start + event.end) / 2) continue;
      event.asked = true;
      if (event.suspects.length === 0) continue;
      const verdict = presence.classify(event.suspects) ?? diagnoser.classify(event.suspects);
      event.product = verdict ? nameVerdict(verdict, event) : undefined;
      event.rule = askRule(event);
    }
    onProgress?.({ done: at - from, total: span.last - from, note: 'judging' });
  }
  return rows.gathered();
}

/** `unknown` is an answer, and not the right one; its confidence is that of the cause which it came closest to. */
function nameVerdict({ cause, place, confidence, probabilities }: Verdict, { places }: FaultEvent): NamedCause {
  const [likeliest] = Object.entries(probabilities)
    .filter(([name]) => name !== noCause)
    .sort(([, a], [, b]) => b - a)[0] ?? [cause];
  return { cause, confidence, likeliest, placeRight: isAmong(places, place) };
}

function tabulateRows({ rows, names }: CauseData, { classes, forest }: CauseModel): CauseTable {
  const chances = new Float64Array(classes.length);
  const ask = (row: Float64Array): NamedCause => {
    forest.probabilitiesOne(row, chances);
    const best = chances.indexOf(chances.reduce((a, b) => Math.max(a, b)));
    return best < 0 ? { cause: 'unknown' } : { cause: classes[best]!, confidence: chances[best]! };
  };
  const asked = rows.map(({ row }) => ask(row));
  const ruled = rows.map(({ row }) => ruleCause(names, row));
  return tabulateCauses(
    rows.map(({ cause }) => cause),
    [
      { name: `always ${noCause}`, named: () => ({ cause: noCause }) },
      { name: 'rule on the worst metric', named: (i) => ({ cause: ruled[i]! }) },
      { name: 'cause forest', named: (i) => asked[i] },
    ],
  );
}

function unlabelled(recording: string, before: number, after: number): NocturneError {
  const message = `${recording} has ${before} labelled faults to learn from and ${after} to judge; each part needs one`;
  return new NocturneError('backtest-unlabelled', message, { hint: 'write labels.csv, or choose another --from' });
}
