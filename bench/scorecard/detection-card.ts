import { bestRecallWithin, countEventAlarms } from '../../src/models/evaluation/event-alarms.ts';
import { peers } from '../../src/models/evaluation/peers.ts';
import type { DetectionEntity } from '../datasets/detection-entity.ts';
import { areaOf, byCombined, byPeer, judgeAll, type Scored } from './judged-sets.ts';

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

/** The combined detector and its peers on one set. */
export function measureDetection(entities: DetectionEntity[]): DetectionLine[] {
  const lines = peers.flatMap((peer) => {
    const scored = judgeAll(byPeer(peer), entities);
    return scored ? [describe(peer.name, scored)] : [];
  });
  const combined = judgeAll(byCombined, entities)!;
  const alarms = combined.map((judged) => countEventAlarms(judged.alarms, judged.labels));
  const days = entities.reduce((sum, { labels, samplesPerDay }) => sum + labels.length / samplesPerDay, 0);
  const total = (pick: 'events' | 'found' | 'falseAlarms') => alarms.reduce((sum, counted) => sum + counted[pick], 0);
  const own = { recall: total('found') / total('events'), falsePerDay: total('falseAlarms') / days };
  return [...lines, { ...describe('**combined**', combined), own }];
}

const describe = (name: string, scored: Scored[]): DetectionLine => ({
  ...{ name, areaUnderPr: areaOf(scored), bestRecall: bestRecallWithin(scored, 1) },
});
