import { beforeAll, describe, expect, it } from 'vitest';
import { baselinesFromJSON } from '../../src/diagnosis/baseline.ts';
import { causeModelFromJSON } from '../../src/diagnosis/cause-model.ts';
import { createDiagnoser, type DiagnosisModels, type JudgedReading } from '../../src/diagnosis/diagnoser.ts';
import { groupSamples } from '../../src/diagnosis/reading.ts';
import { placeKey } from '../../src/domain/place.ts';
import { type Trained, trainModels } from '../learning/trained.ts';
import { labelsOf, madeUpFaults, simulate, startAt, topology } from './simulated.ts';
import { createSteadySeries } from './steady-series.ts';

const minutes = 30;
const lossy = { device: 'Router-A', interface: 'eth1' };
const fault = {
  start: startAt + 60_000,
  end: startAt + 240_000,
  fault: { kind: 'loss' as const, link: 'L1', magnitude: 15, errorRatePct: 6, rampSeconds: 2 },
};

const modelsOf = (trained: Trained): DiagnosisModels => ({
  baselines: baselinesFromJSON(structuredClone(trained.baselines)),
  detector: trained.detector,
  causes: causeModelFromJSON('test', JSON.parse(JSON.stringify(trained.causes!.model))),
});

describe('a promotion', () => {
  let [first, second]: Trained[] = [];
  let day: ReturnType<typeof simulate>;

  beforeAll(() => {
    const faults = madeUpFaults(7, minutes);
    const readings = simulate({ seed: 7, seconds: minutes * 60, faults }).flatMap((samples) => groupSamples(samples));
    const labels = labelsOf(faults);
    [first, second] = [1, 2].map((seed) => trainModels({ readings, labels, topology, seed }));
    day = simulate({ seed: 3, seconds: 240, faults: [fault] });
  });

  /** Seconds of the fault at which its place is judged an anomaly, and what is said of its cause at each of them. */
  function play(promoteAt: number) {
    const diagnoser = createDiagnoser({ topology, models: modelsOf(first!) });
    const flagged: number[] = [];
    const causes = new Map<number, string | undefined>();
    for (const [at, samples] of day.entries()) {
      if (at === promoteAt) diagnoser.promote(modelsOf(second!));
      const judged = diagnoser.observe(samples);
      const isFlagged = judged.some(
        ({ place, anomaly }) => anomaly && place.interface === lossy.interface && place.device === lossy.device,
      );
      if (isFlagged) flagged.push(at);
      causes.set(at, diagnoser.classify([lossy])?.cause);
    }
    return { flagged, causes };
  }

  it('in the middle of a fault loses no verdict: the new judge says what it would have said had it been there all along', () => {
    const undisturbed = play(0);
    expect(undisturbed.flagged).toEqual(expect.arrayContaining([75, 76, 77]));
    for (const promoteAt of [64, 75, 100]) {
      const { flagged, causes } = play(promoteAt);
      const next = (seconds: number[]) => seconds.filter((at) => at >= promoteAt && at < promoteAt + 30);
      expect(next(flagged), `promotion at ${promoteAt}`).toEqual(next(undisturbed.flagged));
      for (let at = promoteAt; at < promoteAt + 30; at++) expect(causes.get(at)).toBe(undisturbed.causes.get(at));
    }
  });

  it('keeps what is usual at a place that no training saw, and judges it at once', () => {
    const place = { device: 'Switch-9', interface: null };
    const series = createSteadySeries(place, 'cpu_pct');
    const diagnoser = createDiagnoser({ topology, models: modelsOf(first!) });
    for (let i = 0; i < 70; i++) diagnoser.observe(series.next(20 + (i % 3)));
    const usual = diagnoser.usual(place, 'cpu_pct');
    expect(usual?.centre).toBe(21);
    diagnoser.promote(modelsOf(second!));
    expect(diagnoser.usual(place, 'cpu_pct')).toEqual(usual);
    expect(diagnoser.observe(series.next(21))).toHaveLength(1);
    const readings = Array.from({ length: 6 }, () => diagnoser.observe(series.next(99))[0]?.anomaly ?? null);
    expect(readings.slice(2)).not.toContain(null);
  });

  it('of models whose training did not see the place of an open incident loses no verdict about it', () => {
    const key = `${lossy.device}\t${lossy.interface}`;
    const kept: string[] = [];
    const play = (promote: boolean) => {
      const diagnoser = createDiagnoser({
        ...{ topology, models: modelsOf(first!) },
        onLearned: (place) => kept.push(placeKey(place)),
      });
      const blind = modelsOf(first!);
      blind.baselines.delete(key);
      blind.baselines.get('Router-A\t')!.delete('cpu_pct');
      return day.map((samples, at) => {
        if (promote && at === 75) diagnoser.promote(blind);
        const judged = diagnoser.observe(samples).map(({ place, anomaly }) => `${placeKey(place)} ${anomaly !== null}`);
        return { judged, cause: diagnoser.classify([lossy])?.cause };
      });
    };
    const [undisturbed, promoted] = [play(false), play(true)];
    expect(undisturbed[80]!.judged).toContain(`${key} true`);
    expect(promoted.slice(75, 105)).toEqual(undisturbed.slice(75, 105));
    expect(kept.sort()).toEqual(['Router-A\t', key]);
  });

  it('lets a place that was still learning go on', () => {
    const place = { device: 'Switch-9', interface: null };
    const series = createSteadySeries(place, 'cpu_pct');
    const diagnoser = createDiagnoser({ topology, models: modelsOf(first!) });
    for (let i = 0; i < 59; i++) diagnoser.observe(series.next(20));
    diagnoser.promote(modelsOf(second!));
    diagnoser.observe(series.next(20));
    expect(diagnoser.observe(series.next(20))).toHaveLength(1);
  });

  it('is not needed to try another detector: in the shadow it judges as it would alone, and changes nothing', () => {
    const seconds = day.slice(0, 150);
    const alone = (trained: Trained) => {
      const diagnoser = createDiagnoser({ topology, models: modelsOf(trained) });
      return seconds.flatMap((samples) => diagnoser.observe(samples));
    };
    const heard: JudgedReading[] = [];
    const diagnoser = createDiagnoser({ topology, models: modelsOf(first!) });
    const end = diagnoser.shadow(second!.detector, (judged) => heard.push(judged));
    const judged = seconds.flatMap((samples) => diagnoser.observe(samples));
    expect(judged).toEqual(alone(first!));
    expect(heard).toEqual(alone(second!));
    end();
    diagnoser.observe(day[150]!);
    expect(heard).toHaveLength(judged.length);
  });
});
