import { beforeAll, describe, expect, it } from 'vitest';
import { baselinesFromJSON } from '../../src/diagnosis/baseline.ts';
import { type DetectorModel, detectorFromJSON } from '../../src/diagnosis/detector.ts';
import { createDiagnoser, type Diagnoser } from '../../src/diagnosis/diagnoser.ts';
import { groupSamples } from '../../src/diagnosis/reading.ts';
import type { Anomaly } from '../../src/domain/incident.ts';
import type { Reading } from '../../src/domain/reading.ts';
import type { Label } from '../../src/domain/recording.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { createRandom } from '../../src/models/random.ts';
import { type Trained, trainModels } from '../learning/trained.ts';
import { startAt, topology } from './simulated.ts';

const place = { device: 'Router-A', interface: 'eth1' };
const usual = { latency_ms: 4, packet_loss_pct: 0, throughput_mbps: 200, bandwidth_mbps: 1000 };

function samplesAt(second: number, change: Record<string, number>, noise: () => number): Sample[] {
  return Object.entries({ ...usual, ...change }).map(([metric, value]) => ({
    at: startAt + second * 1000,
    ...place,
    metric,
    value: metric === 'latency_ms' || metric === 'throughput_mbps' ? value * (1 + 0.02 * noise()) : value,
  }));
}

/** Twenty minutes of one interface with three labelled faults of a minute. */
function span(): { readings: Reading[]; labels: Label[] } {
  const random = createRandom(3);
  const noise = () => random() + random() + random() - 1.5;
  const starts = [200, 500, 900];
  const faulty = (second: number) => starts.some((start) => start <= second && second < start + 60);
  const samples = Array.from({ length: 1200 }, (_, second) =>
    samplesAt(second, faulty(second) ? { latency_ms: 90 } : {}, noise),
  );
  const labels = starts.map((start) => ({
    start: startAt + start * 1000,
    end: startAt + (start + 59) * 1000,
    ...place,
    cause: 'latency_spike',
  }));
  return { readings: groupSamples(samples.flat()), labels };
}

/** What a fresh diagnoser says of the seconds after 60 ordinary ones. */
function judge(trained: Trained, detector: DetectorModel, changes: Record<string, number>[]): boolean[] {
  const diagnoser: Diagnoser = createDiagnoser({
    topology,
    models: { baselines: baselinesFromJSON(structuredClone(trained.baselines)), detector, causes: null },
  });
  const random = createRandom(9);
  const noise = () => random() + random() + random() - 1.5;
  const flagged: boolean[] = [];
  for (let second = 0; second < 60 + changes.length; second++) {
    const [judged] = diagnoser.observe(samplesAt(2000 + second, second < 60 ? {} : changes[second - 60]!, noise));
    if (second >= 60) flagged.push(judged?.anomaly != null);
    else expect(judged?.anomaly, `ordinary second ${second}`).toBeNull();
  }
  return flagged;
}

describe('the detector', () => {
  let trained: Trained;
  beforeAll(() => {
    trained = trainModels({ ...span(), topology, seed: 1 });
  });
  const ten = (change: Record<string, number>) => Array.from({ length: 10 }, () => change);

  it('flags a fault within a few readings, also a milder one than it was trained on', () => {
    expect(judge(trained, trained.detector, ten({ latency_ms: 90 })).filter(Boolean).length).toBeGreaterThanOrEqual(8);
    expect(judge(trained, trained.detector, ten({ latency_ms: 20 })).slice(2)).toEqual(Array(8).fill(true));
  });

  it('does not flag what does no harm: less latency, no traffic because the link was drained', () => {
    expect(judge(trained, trained.detector, ten({ latency_ms: 1 }))).toEqual(Array(10).fill(false));
    expect(judge(trained, trained.detector, ten({ throughput_mbps: 0.1 }))).toEqual(Array(10).fill(false));
    expect(judge(trained, trained.detector, ten({ bandwidth_mbps: 2000 }))).toEqual(Array(10).fill(false));
  });

  it('flags a capacity that falls', () => {
    expect(judge(trained, trained.detector, ten({ bandwidth_mbps: 100 })).slice(3)).toEqual(Array(7).fill(true));
  });

  it('does not flag one odd reading for longer than that reading', () => {
    const flagged = judge(trained, trained.detector, [{ packet_loss_pct: 30 }, ...ten({})]);
    expect(flagged.slice(1)).toEqual(Array(10).fill(false));
  });

  it('learns what is rare from ordinary rows, so that faults in the training span do not hide the next one', () => {
    const { readings } = span();
    const blind = trainModels({ readings, labels: [], topology, seed: 1 });
    const flags = (by: Trained) => judge(by, by.detector, ten({ latency_ms: 90 })).filter(Boolean).length;
    expect(flags(trained)).toBeGreaterThanOrEqual(8);
    expect(flags(blind)).toBeLessThan(flags(trained));
  });

  it('is not blinded by labels that begin some seconds late', () => {
    const { readings, labels } = span();
    const late = labels.map((label) => ({ ...label, start: label.start + 8_000 }));
    const trainedLate = trainModels({ readings, labels: late, topology, seed: 1 });
    expect(judge(trainedLate, trainedLate.detector, ten({ latency_ms: 90 })).slice(2)).toEqual(Array(8).fill(true));
  });

  it('needs more evidence where people accept fewer false alarms', () => {
    const { readings, labels } = span();
    // Ordinary troubles of two seconds that nobody labelled.
    const blips = [100, 101, 350, 351, 700, 701].map((second) => startAt + second * 1000);
    for (const { at, values } of readings) if (blips.includes(at)) values.set('latency_ms', 40);
    const thresholdFor = (falseAlarmsPerDeviceDay: number) =>
      trainModels({ readings, labels, topology, seed: 1, falseAlarmsPerDeviceDay }).detector.kinds.interface!.threshold;
    expect(thresholdFor(0.5)).toBeGreaterThan(thresholdFor(1_000));
  });

  it('scores every reading, also the ordinary ones, and higher the rarer it is', () => {
    const diagnoser = createDiagnoser({
      topology,
      models: { baselines: baselinesFromJSON(trained.baselines), detector: trained.detector, causes: null },
    });
    const scoreOf = (second: number, change: Record<string, number>) =>
      diagnoser.observe(samplesAt(3000 + second, change, () => 0))[0]!.score;
    const usually = Array.from({ length: 40 }, (_, second) => scoreOf(second, {})).at(-1)!;
    expect(usually).toBeLessThan(1);
    expect(scoreOf(40, { latency_ms: 60 })).toBeGreaterThan(usually + 1);
  });

  it('judges the same after it was saved and loaded', () => {
    const copy = detectorFromJSON(JSON.parse(JSON.stringify(trained.detector)));
    const changes = [...ten({ latency_ms: 12 }), ...ten({ packet_loss_pct: 2 }), ...ten({})];
    expect(judge(trained, copy, changes)).toEqual(judge(trained, trained.detector, changes));
    expect(copy.kinds.interface!.threshold).toBe(trained.detector.kinds.interface!.threshold);
  });

  it('comes out the same from the same seed', () => {
    const again = trainModels({ ...span(), topology, seed: 1 });
    expect(JSON.stringify(again)).toBe(JSON.stringify(trained));
    const other = trainModels({ ...span(), topology, seed: 2 });
    expect(JSON.stringify(other.detector)).not.toBe(JSON.stringify(trained.detector));
  });

  it('says what is wrong, the worst first', () => {
    const diagnoser = createDiagnoser({
      topology,
      models: { baselines: baselinesFromJSON(trained.baselines), detector: trained.detector, causes: null },
    });
    let anomaly: Anomaly | null | undefined;
    for (let second = 0; second < 20; second++) {
      const samples = samplesAt(3000 + second, { latency_ms: 40, packet_loss_pct: 50 }, () => 0);
      anomaly = diagnoser.observe(samples)[0]?.anomaly;
    }
    expect(anomaly).toMatchObject({
      place,
      metrics: [{ metric: 'packet_loss_pct', value: 50, expected: 0 }, { metric: 'latency_ms' }],
    });
  });

  it('needs more than a handful of readings', () => {
    const { readings, labels } = span();
    expect(() => trainModels({ readings: readings.slice(0, 99), labels, topology, seed: 1 })).toThrow(/99 readings/);
  });
});
