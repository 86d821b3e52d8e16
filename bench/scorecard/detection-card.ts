import { fitCombinedDetector } from '../../src/models/detection/combined-detector.ts';
import { fillRows, medianOf } from '../../src/models/detection/known-values.ts';
import { bestRecallWithin, countEventAlarms, type ScoredEntity } from '../../src/models/evaluation/event-alarms.ts';
import { type Peer, peers } from '../../src/models/evaluation/peers.ts';
import { averagePrecision } from '../../src/models/evaluation/ranking-areas.ts';
import type { DetectionEntity } from '../datasets/detection-entity.ts';

/** One line of the detection table. */
export interface DetectionLine {
  name: string;
  /** Mean over the entities that have an anomaly. */
  areaUnderPr: number;
  /** Share of events found by the best single threshold at ≤ 1 false alarm per device and day: it has seen the labels. */
  bestRecall: number;
  /** Of the detector's own alarms, which know the training part only. */
  own?: { recall: number; falsePerDay: number };
}

const seed = 1;

/** The combined detector and its peers on one set. */
export function measureDetection(entities: DetectionEntity[]): DetectionLine[] {
  const lines = peers.flatMap((peer) => {
    const scored = entities.map((entity) => scorePeer(peer, entity));
    return scored.every((one) => one !== undefined) ? [describe(peer.name, scored)] : [];
  });
  const combined = entities.map(scoreCombined);
  const alarms = entities.map(({ labels }, i) => countEventAlarms(combined[i]!.alarms, labels));
  const days = entities.reduce((sum, { labels, samplesPerDay }) => sum + labels.length / samplesPerDay, 0);
  const total = (pick: 'events' | 'found' | 'falseAlarms') => alarms.reduce((sum, counted) => sum + counted[pick], 0);
  const own = { recall: total('found') / total('events'), falsePerDay: total('falseAlarms') / days };
  return [...lines, { ...describe('**combined**', combined), own }];
}

function describe(name: string, scored: ScoredEntity[]): DetectionLine {
  const areas = scored.map(({ scores, labels }) => averagePrecision(scores, labels)).filter((a) => !Number.isNaN(a));
  return {
    name,
    areaUnderPr: areas.reduce((sum, area) => sum + area, 0) / areas.length,
    bestRecall: bestRecallWithin(scored, 1),
  };
}

const dayShares = (from: number, count: number, perDay: number) =>
  Float64Array.from({ length: count }, (_, i) => ((from + i) % perDay) / perDay);

function scorePeer(peer: Peer, entity: DetectionEntity): ScoredEntity | undefined {
  const { width, samplesPerDay, labels } = entity;
  const count = entity.train.length / width;
  const medians = medianOf(entity.train, count, width);
  const rows = fillRows(entity.train, count, width, medians);
  const part = peer.fit({ rows, count, width, samplesPerDay, seed, dayShares: dayShares(0, count, samplesPerDay) });
  if (!part) return undefined;
  const stream = part.start();
  for (let i = 0; i < count; i++) stream.push(rows.subarray(i * width, (i + 1) * width), 0);
  const test = fillRows(entity.test, labels.length, width, rows.subarray((count - 1) * width));
  const scores = Float64Array.from(labels, (_, i) => stream.push(test.subarray(i * width, (i + 1) * width), 0));
  return { scores, labels, samplesPerDay };
}

function scoreCombined(entity: DetectionEntity): ScoredEntity & { alarms: boolean[] } {
  const { width, samplesPerDay, labels } = entity;
  const count = entity.train.length / width;
  const shares = dayShares(0, count + labels.length, samplesPerDay);
  const detector = fitCombinedDetector(entity.train, shares.subarray(0, count), count, width, { samplesPerDay, seed });
  const stream = detector.continueTraining();
  const alarms: boolean[] = [];
  const scores = Float64Array.from(labels, (_, i) => {
    const { score, alarm } = stream.push(entity.test.subarray(i * width, (i + 1) * width), shares[count + i]!);
    alarms.push(alarm);
    return score;
  });
  return { scores, labels, samplesPerDay, alarms };
}
