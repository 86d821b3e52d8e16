import { bestRecallWithin, countEventAlarms } from '../../models/evaluation/event-alarms.ts';
import { peers } from '../../models/evaluation/peers.ts';
import { averagePrecision } from '../../models/evaluation/ranking-areas.ts';
import { beatsBaseline } from './compare-scores.ts';
import { type BacktestEntity, type Judged, judgeByPeer } from './judged-entity.ts';

/** One detector. What can't be said without labels, or without an anomaly among the judged rows, is null. */
export interface DetectionLine {
  name: string;
  /** Average precision, mean over the entities that have an anomaly. */
  areaUnderPr: number | null;
  /** Share of events in which it alarmed, with the threshold that its training part sets for the budget. */
  recall: number | null;
  /** Alarms outside events, per device and day. */
  falsePerDay: number | null;
  /** All alarms per device and day. */
  alarmsPerDay: number;
  /** Share of events found by the best single threshold within the budget: it has seen the labels. */
  bestRecall: number | null;
}

/** Whether the product's detector is worth it. */
export interface AgainstBaseline {
  /** `recall` is compared with the baselines that raise no more false alarms. */
  measure: 'areaUnderPr' | 'bestRecall' | 'recall';
  baseline: string;
  baselineValue: number;
  own: number;
  beats: boolean;
}

export interface DetectionReport {
  entities: number;
  devices: number;
  trainingRows: number;
  /** Judged and measured. */
  rows: number;
  /** Judged and not measured, because they are neither anomalous nor ordinary. */
  rowsNeither: number;
  /** One false alarm in all of it counts as 1 ÷ deviceDays a day. */
  deviceDays: number;
  /** Of the judged rows; null without labels. */
  anomalousShare: number | null;
  events: number | null;
  entitiesWithAnomaly: number | null;
  falseAlarmsPerDay: number;
  lines: DetectionLine[];
  /** Empty when there is nothing to compare by. */
  against: AgainstBaseline[];
}

export interface ReportOptions {
  /** Accepted per device and day. */
  falseAlarmsPerDay: number;
  /** Of how many devices these entities are; default one each. */
  devices?: number;
  seed: number;
  /** The product's detector: its name in the table, and what it says of each entity. */
  product: { name: string; judge(entity: BacktestEntity, falseAlarmsPerDay: number): Judged };
  onProgress?: (done: number, total: number, note: string) => void;
}

/** Judges all entities with the product's detector and every peer that makes sense on all of them, and measures them on the same rows. */
export function reportDetection(entities: readonly BacktestEntity[], options: ReportOptions): DetectionReport {
  const devices = options.devices ?? entities.length;
  const seed = options.seed;
  // The metrics count per entity, people per device.
  const falseAlarmsPerDay = (options.falseAlarmsPerDay * devices) / entities.length;
  const detectors = [
    ...peers.map((peer) => ({
      name: peer.name,
      judge: (entity: BacktestEntity) => judgeByPeer(peer, entity, { falseAlarmsPerDay, seed }),
    })),
    {
      name: options.product.name,
      judge: (entity: BacktestEntity) => options.product.judge(entity, falseAlarmsPerDay),
    },
  ];
  const total = detectors.length * entities.length;
  const lines = detectors.flatMap(({ name, judge }, k) => {
    const judged = entities.map((entity, i) => {
      options.onProgress?.(k * entities.length + i, total, name);
      return judge(entity);
    });
    if (!judged.every((one) => one !== undefined)) return [];
    return [measureLine(name, entities, judged, { falseAlarmsPerDay, devices })];
  });
  options.onProgress?.(total, total, 'done');
  return {
    ...describeRows(entities, devices),
    falseAlarmsPerDay: options.falseAlarmsPerDay,
    lines,
    against: compareWithBaselines(lines),
  };
}

/** Takes those that are measured out of what there is for each row. */
function createPick({ test, neither }: BacktestEntity): {
  count: number;
  pick<A extends Float64Array | Uint8Array>(all: A): A;
} {
  if (!neither) return { count: test.count, pick: (all) => all };
  const pick = <A extends Float64Array | Uint8Array>(all: A): A => all.filter((_, i) => !neither[i]) as A;
  return { count: pick(neither.subarray(0, test.count)).length, pick };
}

/** The rows that are measured, with what was said of them. */
function measuredRows(entity: BacktestEntity, judged?: Judged) {
  const { count, pick } = createPick(entity);
  return {
    count,
    samplesPerDay: entity.test.samplesPerDay,
    labels: entity.labels && pick(entity.labels),
    scores: judged ? pick(judged.scores) : new Float64Array(),
    alarms: judged ? pick(judged.alarms) : new Uint8Array(),
  };
}

const daysOf = (rows: readonly { count: number; samplesPerDay: number }[]) =>
  sum(rows.map(({ count, samplesPerDay }) => count / samplesPerDay));

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const orNull = (value: number) => (Number.isFinite(value) ? value : null);

function measureLine(
  name: string,
  entities: readonly BacktestEntity[],
  judged: readonly Judged[],
  { falseAlarmsPerDay, devices }: { falseAlarmsPerDay: number; devices: number },
): DetectionLine {
  const rows = entities.map((entity, i) => measuredRows(entity, judged[i]!));
  const days = daysOf(rows) * (devices / entities.length);
  const all = rows.map(({ alarms, count }) => countEventAlarms(alarms, new Uint8Array(count)).falseAlarms);
  const alarmsPerDay = sum(all) / days;
  const scored = rows.flatMap((one) => (one.labels ? [{ ...one, labels: one.labels }] : []));
  if (scored.length < entities.length) {
    return { name, areaUnderPr: null, recall: null, falsePerDay: null, alarmsPerDay, bestRecall: null };
  }
  const areas = scored.map(({ scores, labels }) => averagePrecision(scores, labels)).filter((a) => !Number.isNaN(a));
  const counted = scored.map(({ labels, alarms }) => countEventAlarms(alarms, labels));
  const events = sum(counted.map((one) => one.events));
  return {
    name,
    areaUnderPr: orNull(sum(areas) / areas.length),
    recall: orNull(sum(counted.map(({ found }) => found)) / events),
    falsePerDay: sum(counted.map(({ falseAlarms }) => falseAlarms)) / days,
    alarmsPerDay,
    bestRecall: events > 0 ? bestRecallWithin(scored, falseAlarmsPerDay) : null,
  };
}

function describeRows(entities: readonly BacktestEntity[], devices: number) {
  const measured = entities.map((entity) => measuredRows(entity));
  const rows = sum(measured.map(({ count }) => count));
  const labelled = entities.every(({ labels }) => labels !== null);
  const events = measured.map(({ labels }) => countEventAlarms([], labels ?? []).events);
  const anomalous = sum(measured.map(({ labels }) => labels?.reduce((all, label) => all + label, 0) ?? 0));
  return {
    entities: entities.length,
    devices,
    trainingRows: sum(entities.map(({ train }) => train.count)),
    rows,
    rowsNeither: sum(entities.map(({ test }) => test.count)) - rows,
    deviceDays: daysOf(measured) * (devices / entities.length),
    anomalousShare: labelled ? anomalous / rows : null,
    events: labelled ? sum(events) : null,
    entitiesWithAnomaly: labelled ? events.filter((count) => count > 0).length : null,
  };
}

/** The last line is the product's. A tie goes to the baseline, which is simpler. */
function compareWithBaselines(lines: readonly DetectionLine[]): AgainstBaseline[] {
  const own = lines.at(-1)!;
  const calm = lines.slice(0, -1).filter(({ falsePerDay }) => (falsePerDay ?? 0) <= (own.falsePerDay ?? 0));
  return (['areaUnderPr', 'bestRecall', 'recall'] as const).flatMap((measure) => {
    const ownValue = own[measure];
    const baselines = measure === 'recall' ? calm : lines.slice(0, -1);
    const best = [...baselines].sort((a, b) => (b[measure] ?? -1) - (a[measure] ?? -1))[0];
    const baselineValue = best?.[measure] ?? null;
    if (ownValue === null || baselineValue === null) return [];
    return [
      { measure, baseline: best!.name, baselineValue, own: ownValue, beats: beatsBaseline(ownValue, baselineValue) },
    ];
  });
}
