import { type DetectionReport, reportDetection } from '../../diagnosis/backtest/detection-report.ts';
import { createEntityRows, leastRows } from '../../diagnosis/backtest/entity-rows.ts';
import type { BacktestEntity, Judged } from '../../diagnosis/backtest/judged-entity.ts';
import { createDiagnoser } from '../../diagnosis/diagnoser.ts';
import { createLabelledSpans } from '../../diagnosis/labelled-spans.ts';
import { kindOf, type MetricLayout } from '../../diagnosis/metric-layout.ts';
import { groupSamples } from '../../diagnosis/reading.ts';
import { intervalOf } from '../../diagnosis/training.ts';
import { isCauseId } from '../../domain/cause.ts';
import { formatPlace, type Place, placeKey } from '../../domain/place.ts';
import type { Reading, ReadingList } from '../../domain/reading.ts';
import { NocturneError } from '../../errors.ts';
import { createGrowingBytes, createGrowingFloats, type GrowingArray } from '../../foundation/growing-array.ts';
import type { Room } from '../../foundation/room.ts';
import { createCandidates } from '../../incidents/candidates.ts';
import { fitKinds } from '../../learning/fit-kinds.ts';
import { type Detection, detection } from '../../learning/kinds/detection.ts';
import { type LeftOutLabels, leftOutLabels } from './left-out-labels.ts';
import { type RecordingBacktest, type RecordingParts, readRecordingParts } from './recording-parts.ts';

export interface RecordingDetectionReport extends DetectionReport {
  /** The judged part begins here, milliseconds since 1970. */
  from: number;
  /** Places with too few readings to learn from or none to judge. */
  leftOut: string[];
  /** Labels with an unknown device. A label with an unknown cause is used: it marks its place as anomalous. */
  labelsLeftOut: LeftOutLabels[];
}

/** Rows of one place in time order: values row by row, and their times. */
interface Rows {
  values: GrowingArray<Float64Array>;
  times: GrowingArray<Float64Array>;
}

/** The readings of one place in both parts, and what the product says of the judged ones. */
interface PlaceRows {
  place: Place;
  learned: Rows;
  judged: Rows & { scores: GrowingArray<Float64Array> } & Record<
      'alarms' | 'labels' | 'neither',
      GrowingArray<Uint8Array>
    >;
}

function emptyRows(place: Place, room: Room): PlaceRows {
  const rows = (): Rows => ({ values: createGrowingFloats(room), times: createGrowingFloats(room) });
  const marks = () => createGrowingBytes(room);
  const said = { scores: createGrowingFloats(room), alarms: marks(), labels: marks(), neither: marks() };
  return { place, learned: rows(), judged: { ...rows(), ...said } };
}

/**
 * Trains on the first part of a recording as `train` does and judges the rest as a running bot does; the peers learn from the same ordinary
 * readings, place by place. An alarm of the product is what makes an incident: anomalies that last. A reading is anomalous when a label covers
 * its place, or the other end of its link. Not measured, for any detector: other places while a fault acts, because they may suffer from it, and
 * readings just after a fault, whose windows still hold it.
 */
export async function backtestDetection(
  options: RecordingBacktest & { falseAlarmsPerDay: number },
): Promise<RecordingDetectionReport> {
  const { config, falseAlarmsPerDay, onProgress } = options;
  const parts = await readRecordingParts(options);
  const seed = config.training.seed;
  const labels = parts.learnedLabels.filter(({ cause }) => isCauseId(cause));
  const [detecting] = fitKinds(
    [detection],
    { readings: parts.learned, labels, topology: parts.topology },
    {
      ...{ seed, settings: { falseAlarmsPerDeviceDay: falseAlarmsPerDay } },
      onProgress: (done, total, note) => onProgress?.({ done, total, note: `training: ${note}` }),
    },
  );
  const places = await judgePlaces(parts, detecting!, options);
  const used = [...places.values()].filter(
    ({ learned, judged }) => learned.times.length >= leastRows && judged.times.length > 0,
  );
  if (used.length === 0) {
    throw new NocturneError('too-few-samples', `No place has ${leastRows} readings to learn from and one to judge`, {
      hint: 'choose another --from',
    });
  }
  const product = new Map(used.map((rows) => [formatPlace(rows.place), judgedOf(rows)]));
  const report = reportDetection(
    used.map((rows) => entityOf(rows, detecting!.detector.layout, parts.labels !== null)),
    {
      ...{ falseAlarmsPerDay, seed, devices: new Set(used.map(({ place }) => place.device)).size },
      product: { name: 'nocturne', judge: ({ name }) => product.get(name)! },
      onProgress: (done, total, note) => onProgress?.({ done, total, note }),
    },
  );
  const leftOut = [...places.values()].filter((rows) => !used.includes(rows)).map(({ place }) => formatPlace(place));
  const labelsLeftOut = leftOutLabels(parts.labels ?? [], parts.topology, () => true);
  return { ...report, from: parts.from, leftOut, labelsLeftOut };
}

async function judgePlaces(
  parts: RecordingParts,
  detecting: Detection,
  { config, onProgress }: RecordingBacktest,
): Promise<Map<string, PlaceRows>> {
  const { from, topology, learned, room, span } = parts;
  const spans = createLabelledSpans(parts.labels ?? [], topology, intervalOf(learned));
  const { layout } = detecting.detector;
  const places = new Map<string, PlaceRows>();
  const rowsOf = (place: Place): PlaceRows => {
    const rows = places.get(placeKey(place)) ?? emptyRows(place, room);
    places.set(placeKey(place), rows);
    return rows;
  };
  const anyOrdinary = hasAny(learned, ({ at }) => spans.isOrdinary(at));
  for (const reading of learned) {
    if (anyOrdinary && !spans.isOrdinary(reading.at)) continue;
    add(rowsOf(reading.place).learned, reading, layout);
  }
  const diagnoser = createDiagnoser({ topology, models: { ...detecting, causes: null } });
  const candidates = createCandidates(config.detection.persistence);
  for await (const { at, samples } of parts.play()) {
    const readings = new Map(groupSamples(samples).map((reading) => [readingKey(reading), reading]));
    const causes = spans.causesAt(at);
    const ordinary = spans.isOrdinary(at);
    for (const reading of diagnoser.observe(samples)) {
      const alarm = candidates.see(reading.place, reading.at, reading.anomaly);
      if (reading.at < from) continue;
      const isFaulty = causes.has(placeKey(reading.place));
      const { judged } = rowsOf(reading.place);
      add(judged, readings.get(readingKey(reading))!, layout);
      judged.scores.push(reading.score);
      judged.alarms.push(Number(alarm));
      judged.labels.push(Number(isFaulty));
      judged.neither.push(Number(!isFaulty && !ordinary));
    }
    onProgress?.({ done: Math.max(0, at - from), total: span.last - from, note: 'judging' });
  }
  return places;
}

const readingKey = ({ place, at }: { place: Place; at: number }) => `${placeKey(place)}\t${at}`;

function hasAny(readings: ReadingList, test: (reading: Reading) => boolean): boolean {
  for (const reading of readings) if (test(reading)) return true;
  return false;
}

function add({ values, times }: Rows, reading: Reading, layout: MetricLayout): void {
  for (const metric of layout[kindOf(reading.place)]) values.push(reading.values.get(metric) ?? Number.NaN);
  times.push(reading.at);
}

function entityOf({ place, learned, judged }: PlaceRows, layout: MetricLayout, labelled: boolean): BacktestEntity {
  const width = layout[kindOf(place)].length;
  const rows = ({ values, times }: Rows) => createEntityRows(values.values(), times.values(), width);
  return {
    name: formatPlace(place),
    width,
    train: rows(learned),
    test: rows(judged),
    labels: labelled ? judged.labels.values() : null,
    neither: judged.neither.values(),
  };
}

function judgedOf({ judged }: PlaceRows): Judged {
  return { scores: judged.scores.values(), alarms: judged.alarms.values() };
}
