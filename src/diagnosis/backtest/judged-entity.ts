import { createAlarmGate, fitAlarmThreshold } from '../../models/detection/alarm-budget.ts';
import { fitCombinedDetector } from '../../models/detection/combined-detector.ts';
import { fillRows, medianOf } from '../../models/detection/known-values.ts';
import { startAlone } from '../../models/detection/recent-rows.ts';
import { fitTailCalibration } from '../../models/detection/tail-calibration.ts';
import type { Peer } from '../../models/evaluation/peers.ts';
import type { EntityRows } from './entity-rows.ts';

/** One entity, cut in time: `train` is learned from, `test` is judged. */
export interface BacktestEntity {
  name: string;
  width: number;
  train: EntityRows;
  test: EntityRows;
  /** Of the rows of `test`, 1 is anomalous; null when nobody labelled them. */
  labels: Uint8Array | null;
  /** Rows of `test`, by 1, that are neither anomalous nor ordinary: they stream by and are not measured. */
  neither?: Uint8Array;
}

/** What a detector says of each row of `test`. */
export interface Judged {
  /** Higher is rarer; any unit. */
  scores: Float64Array;
  /** 1 for an alarm. */
  alarms: Uint8Array;
}

export interface JudgeOptions {
  /** Of the entity, not of its device. */
  falseAlarmsPerDay: number;
  seed: number;
}

const rowOf = (rows: Float64Array, i: number, width: number) => rows.subarray(i * width, (i + 1) * width);

/**
 * A simple detector on one entity; undefined where it makes no sense. It gets its alarms as the combined detector does: its training scores say how
 * rare a score is, set the threshold for the budget, and the same gate holds the budget.
 */
export function judgeByPeer(peer: Peer, entity: BacktestEntity, options: JudgeOptions): Judged | undefined {
  const { width, train, test } = entity;
  const { samplesPerDay, count } = train;
  const rows = fillRows(train.values, count, width, medianOf(train.values, count, width));
  const part = peer.fit({ rows, count, width, samplesPerDay, dayShares: train.dayShares, seed: options.seed });
  if (!part) return undefined;
  const stream = startAlone(part, width);
  const learned = train.dayShares.map((share, i) => stream.push(rowOf(rows, i, width), share));
  const calibration = fitTailCalibration(learned);
  const rarity = learned.map((score) => calibration.of(score));
  const gate = createAlarmGate(
    fitAlarmThreshold(rarity, samplesPerDay, options.falseAlarmsPerDay),
    samplesPerDay,
    options.falseAlarmsPerDay,
  );
  const filled = fillRows(test.values, test.count, width, rowOf(rows, count - 1, width));
  const scores = test.dayShares.map((share, i) => stream.push(rowOf(filled, i, width), share));
  return { scores, alarms: Uint8Array.from(scores, (score) => Number(gate.push(calibration.of(score)))) };
}

/** The product's detector for one device, going on from where its training ended. */
export function judgeByCombined(entity: BacktestEntity, options: JudgeOptions): Judged {
  const { width, train, test } = entity;
  const stream = fitCombinedDetector(train.values, train.dayShares, train.count, width, {
    samplesPerDay: train.samplesPerDay,
    falseAlarmsPerDay: options.falseAlarmsPerDay,
    seed: options.seed,
  }).continueTraining();
  const alarms = new Uint8Array(test.count);
  const scores = test.dayShares.map((share, i) => {
    const { score, alarm } = stream.push(rowOf(test.values, i, width), share);
    alarms[i] = Number(alarm);
    return score;
  });
  return { scores, alarms };
}
