import { describe, expect, it } from 'vitest';
import { reportDetection } from '../../../src/diagnosis/backtest/detection-report.ts';
import { createEntityRows } from '../../../src/diagnosis/backtest/entity-rows.ts';
import type { BacktestEntity, Judged } from '../../../src/diagnosis/backtest/judged-entity.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';

const minuteMs = 60_000;

/** Two metrics of noise, one row a minute; rows 100 to 109 of the judged part are far off. */
function makeEntity(name: string, seed: number): BacktestEntity {
  const random = createRandom(seed);
  const rows = (count: number, from: number, change: (i: number) => number) =>
    createEntityRows(
      Float64Array.from({ length: 2 * count }, (_, k) => randomNormal(random) + (k % 2 === 0 ? change(k / 2) : 0)),
      Float64Array.from({ length: count }, (_, i) => (from + i) * minuteMs),
      2,
    );
  const isFault = (i: number) => i >= 100 && i < 110;
  const train = rows(200, 0, () => 0);
  const test = rows(300, 200, (i) => (isFault(i) ? 8 : 0));
  return { name, width: 2, train, test, labels: Uint8Array.from({ length: 300 }, (_, i) => Number(isFault(i))) };
}

const entities = [makeEntity('a', 1), makeEntity('b', 2)];
const alarmWhere = (flags: ArrayLike<number>): Judged => ({
  scores: Float64Array.from(flags),
  alarms: Uint8Array.from(flags, Math.sign),
});
const report = (judge: (entity: BacktestEntity) => Judged, given = entities) =>
  reportDetection(given, { falseAlarmsPerDay: 1, seed: 1, product: { name: 'product', judge } });
const known = report(({ labels }) => alarmWhere(labels!));

describe('the table of detectors', () => {
  it('gives full marks to who knows the truth, and counts what was judged', () => {
    expect(known).toMatchObject({ entities: 2, devices: 2, rows: 600, trainingRows: 400, events: 2 });
    expect(known.anomalousShare).toBeCloseTo(20 / 600, 12);
    expect(known.lines.at(-1)).toMatchObject({ areaUnderPr: 1, recall: 1, falsePerDay: 0, bestRecall: 1 });
  });

  it('ranks a real detector above chance, and chance near the share of anomalies', () => {
    const area = (name: string) => known.lines.find((line) => line.name === name)!.areaUnderPr!;
    expect(area('random')).toBeLessThan(0.15);
    expect(area('largest z')).toBeGreaterThan(0.8);
    expect(area('isolation forest')).toBeGreaterThan(0.5);
  });

  it('does not beat the baselines with a detector that knows nothing, or that has the truth turned round', () => {
    for (const against of [
      report(({ test }) => alarmWhere(new Uint8Array(test.count))).against,
      report(({ labels }) => alarmWhere(labels!.map((label) => 1 - label))).against,
    ]) {
      expect(against.map(({ measure }) => measure).slice(0, 2)).toEqual(['areaUnderPr', 'bestRecall']);
      for (const { own, baselineValue, beats } of against) {
        expect(beats).toBe(false);
        expect(own).toBeLessThanOrEqual(baselineValue);
      }
    }
  });

  it('compares its own alarms with baselines that raise no more false ones', () => {
    const silent = report(({ test }) => alarmWhere(new Uint8Array(test.count)));
    const calm = silent.lines.slice(0, -1).filter(({ falsePerDay }) => falsePerDay === 0);
    const best = Math.max(...calm.map(({ recall }) => recall!));
    const compared = silent.against.find(({ measure }) => measure === 'recall');
    expect(compared?.baselineValue).toBe(calm.length > 0 ? best : undefined);
    const loud = report(({ test }) => alarmWhere(new Uint8Array(test.count).fill(1)));
    const all = Math.max(...loud.lines.slice(0, -1).map(({ recall }) => recall!));
    expect(loud.against.find(({ measure }) => measure === 'recall')).toMatchObject({ own: 1, baselineValue: all });
  });

  it('counts alarms outside the events, and not those on rows that are neither', () => {
    const wrong = (entity: BacktestEntity) => alarmWhere(Uint8Array.from(entity.labels!, (_, i) => Number(i === 50)));
    const day = 1440;
    expect(report(wrong).lines.at(-1)).toMatchObject({ recall: 0, falsePerDay: 2 / (600 / day) });
    const neither = Uint8Array.from({ length: 300 }, (_, i) => Number(i >= 40 && i < 60));
    const masked = report(
      wrong,
      entities.map((entity) => ({ ...entity, neither })),
    );
    expect(masked).toMatchObject({ rows: 560, rowsNeither: 40, events: 2 });
    expect(masked.lines.at(-1)!.falsePerDay).toBe(0);
  });

  it('says only how many alarms there are when nobody labelled the rows', () => {
    const unlabelled = report(
      ({ test }) => alarmWhere(Uint8Array.from({ length: test.count }, (_, i) => Number(i === 7))),
      entities.map((entity) => ({ ...entity, labels: null })),
    );
    expect(unlabelled).toMatchObject({ anomalousShare: null, events: null, against: [] });
    const line = unlabelled.lines.at(-1)!;
    expect(line).toMatchObject({ areaUnderPr: null, recall: null, falsePerDay: null, bestRecall: null });
    expect(line.alarmsPerDay).toBeCloseTo(2 / (600 / 1440), 12);
  });
});
