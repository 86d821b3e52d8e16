import { bestRecallWithin, countEventAlarms } from '../../models/evaluation/event-alarms.ts';
import { peers } from '../../models/evaluation/peers.ts';
import { averagePrecision } from '../../models/evaluation/ranking-areas.ts';
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
  measure: 'areaUnderPr' | 'bestRecall';
  baseline: string;
  baselineValue: number;
  own: number;
  beats: boolean;
}

export interface DetectionReport {
  entities: number;
  devices: number;
  trainingRows: number;
  rows: number;
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

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const orNull = (value: number) => (Number.isFinite(value) ? value : null);

function measureLine(
  name: string,
  entities: readonly BacktestEntity[],
  judged: readonly Judged[],
  { falseAlarmsPerDay, devices }: { falseAlarmsPerDay: number; devices: number },
): DetectionLine {
  const days = sum(entities.map(({ test }) => test.count / test.samplesPerDay)) * (devices / entities.length);
  const none = entities.map(({ test }) => new Uint8Array(test.count));
  const alarmsPerDay = sum(judged.map(({ alarms }, i) => countEventAlarms(alarms, none[i]!).falseAlarms)) / days;
  const scored = entities.flatMap(({ labels, test }, i) =>
    labels ? [{ labels, scores: judged[i]!.scores, samplesPerDay: test.samplesPerDay }] : [],
  );
  if (scored.length < entities.length) {
    return { name, areaUnderPr: null, recall: null, falsePerDay: null, alarmsPerDay, bestRecall: null };
  }
  const areas = scored.map(({ scores, labels }) => averagePrecision(scores, labels)).filter((a) => !Number.isNaN(a));
  const counted = scored.map(({ labels }, i) => countEventAlarms(judged[i]!.alarms, labels));
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
  const rows = sum(entities.map(({ test }) => test.count));
  const labelled = entities.every(({ labels }) => labels !== null);
  const events = entities.map(({ labels }) => countEventAlarms([], labels ?? []).events);
  const anomalous = sum(entities.map(({ labels }) => sum([...(labels ?? [])])));
  return {
    entities: entities.length,
    devices,
    trainingRows: sum(entities.map(({ train }) => train.count)),
    rows,
    anomalousShare: labelled ? anomalous / rows : null,
    events: labelled ? sum(events) : null,
    entitiesWithAnomaly: labelled ? events.filter((count) => count > 0).length : null,
  };
}

/** The last line is the product's. A tie goes to the baseline, which is simpler. */
function compareWithBaselines(lines: readonly DetectionLine[]): AgainstBaseline[] {
  const own = lines.at(-1)!;
  return (['areaUnderPr', 'bestRecall'] as const).flatMap((measure) => {
    const ownValue = own[measure];
    const best = lines.slice(0, -1).sort((a, b) => (b[measure] ?? -1) - (a[measure] ?? -1))[0];
    const baselineValue = best?.[measure] ?? null;
    if (ownValue === null || baselineValue === null) return [];
    return [{ measure, baseline: best!.name, baselineValue, own: ownValue, beats: ownValue > baselineValue }];
  });
}
