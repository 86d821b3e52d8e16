import {
  type BacktestEntity,
  type Judged,
  judgeByCombined,
  judgeByPeer,
} from '../../src/diagnosis/backtest/judged-entity.ts';
import type { Peer } from '../../src/models/evaluation/peers.ts';
import { averagePrecision } from '../../src/models/evaluation/ranking-areas.ts';
import type { DetectionEntity } from '../datasets/detection-entity.ts';

/** A detector of the scorecard: a peer, or the product's own. */
export type Judge = (entity: DetectionEntity) => Judged | undefined;

const options = { falseAlarmsPerDay: 1, seed: 1 };

/** The product's detector, as `nocturne backtest detection` asks it. */
export const byCombined: Judge = (entity) => judgeByCombined(toBacktest(entity), options);

/** A peer on the same rows. */
export const byPeer =
  (peer: Peer): Judge =>
  (entity) =>
    judgeByPeer(peer, toBacktest(entity), options);

/** Sets have no times of their own but for the first row, which is midnight. */
function toBacktest({ name, width, train, test, labels, samplesPerDay }: DetectionEntity): BacktestEntity {
  const rowsFrom = (values: Float64Array, first: number) => {
    const count = values.length / width;
    const dayShares = Float64Array.from({ length: count }, (_, i) => ((first + i) % samplesPerDay) / samplesPerDay);
    return { values, dayShares, count, samplesPerDay };
  };
  return {
    ...{ name, width, train: rowsFrom(train, 0), test: rowsFrom(test, train.length / width) },
    labels: Uint8Array.from(labels, (label) => Number(label > 0)),
  };
}

/** An entity with what a detector said of its judged rows. */
export type Scored = Judged & Pick<DetectionEntity, 'labels' | 'samplesPerDay'>;

/** Undefined where a detector makes no sense for one of them. */
export function judgeAll(judge: Judge, entities: readonly DetectionEntity[]): Scored[] | undefined {
  const all: Scored[] = [];
  for (const entity of entities) {
    const judged = judge(entity);
    if (!judged) return undefined;
    all.push({ ...judged, labels: entity.labels, samplesPerDay: entity.samplesPerDay });
  }
  return all;
}

/** Mean area over the entities that have an anomaly among the rows from `from` to `to`, shares of what is judged; NaN when none has. */
export function areaOf(scored: readonly Pick<Scored, 'scores' | 'labels'>[], from = 0, to = 1): number {
  const areas = scored
    .map(({ scores, labels }) => {
      const [first, end] = [Math.floor(from * labels.length), Math.floor(to * labels.length)];
      return averagePrecision(scores.subarray(first, end), labels.subarray(first, end));
    })
    .filter((area) => !Number.isNaN(area));
  return areas.reduce((sum, area) => sum + area, 0) / areas.length;
}
