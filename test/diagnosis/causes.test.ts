import { beforeAll, describe, expect, it } from 'vitest';
import { baselinesFromJSON } from '../../src/diagnosis/baseline.ts';
import { causeModelFromJSON } from '../../src/diagnosis/cause-model.ts';
import { createDiagnoser } from '../../src/diagnosis/diagnoser.ts';
import { ruleCause } from '../../src/diagnosis/rule-cause.ts';
import type { Verdict } from '../../src/domain/incident.ts';
import { type Place, samePlace } from '../../src/domain/place.ts';
import { type TrainedOnSimulated, trainedOnSimulated } from '../incidents/two-faults.ts';
import type { Trained } from '../learning/trained.ts';
import { simulate, spec, startAt, topology } from './simulated.ts';

const secondsToFault = 20;

/** What the models say so many seconds into a scenario, about every place that was anomalous until then. */
function play(
  trained: Trained,
  scenario: string,
  seed: number,
  secondsIn = 20,
): { verdict: Verdict | null; places: Place[] } {
  const causes = causeModelFromJSON('test', JSON.parse(JSON.stringify(trained.causes!.model)));
  const baselines = baselinesFromJSON(structuredClone(trained.baselines));
  const diagnoser = createDiagnoser({ topology, models: { baselines, detector: trained.detector, causes } });
  const { fault } = spec.scenarios[scenario]!;
  const start = startAt + secondsToFault * 1000;
  const places: Place[] = [];
  for (const samples of simulate({
    seed,
    seconds: secondsToFault + secondsIn,
    faults: [{ fault, start, end: start + 120_000 }],
  })) {
    for (const { anomaly, place } of diagnoser.observe(samples)) {
      if (anomaly && anomaly.at >= start && !places.some((known) => samePlace(known, place))) places.push(place);
    }
  }
  return { verdict: diagnoser.classify(places), places };
}

describe('the cause forest', () => {
  let trained: TrainedOnSimulated;
  beforeAll(async () => {
    trained = await trainedOnSimulated();
  });

  it('beats the rule and the majority on the last part of the time', () => {
    const { forest, rule, majority } = trained.causeScores;
    expect(forest).toBeGreaterThan(rule!);
    expect(rule).toBeGreaterThan(majority!);
  });

  it('names a slow link at the link, not at the devices that suffer from it', () => {
    const { verdict, places } = play(trained, 'latency', 3);
    expect(places).toContainEqual({ device: 'Router-A', interface: null });
    expect(places).toContainEqual({ device: 'Router-B', interface: null });
    expect(verdict?.cause).toBe('latency_spike');
    expect(spec.scenarios.latency!.places).toContainEqual(verdict!.place);
    expect(verdict!.drivers.length).toBeGreaterThan(0);
    expect(verdict!.drivers[0]!.contribution).toBeGreaterThan(0);
  });

  it.each([
    ['latency', 'latency_spike', 10],
    ['loss', 'packet_loss', 10],
    ['cpu', 'cpu_overload', 15],
    ['memory', 'memory_leak', 40],
  ])('finds and names the scenario %s as %s within %d seconds', (scenario, cause, seconds) => {
    const { verdict, places } = play(trained, scenario, 5, seconds);
    expect(spec.scenarios[scenario]!.places.some((place) => places.some((found) => samePlace(place, found)))).toBe(
      true,
    );
    expect(verdict).toMatchObject({ cause });
    expect(spec.scenarios[scenario]!.places).toContainEqual(verdict!.place);
  });

  it('gives every class a probability, and they add up to one', () => {
    const { verdict } = play(trained, 'loss', 4);
    expect(Object.keys(verdict!.probabilities).sort()).toEqual([...trained.causes!.model.classes].sort());
    expect(Object.values(verdict!.probabilities).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
  });

  it('says unknown below one half', () => {
    const baselines = baselinesFromJSON(structuredClone(trained.baselines));
    const causes = causeModelFromJSON('test', structuredClone(trained.causes!.model));
    const diagnoser = createDiagnoser({ topology, models: { baselines, detector: trained.detector, causes } });
    for (const samples of simulate({ seed: 5, seconds: 10, faults: [] })) diagnoser.observe(samples);
    const verdict = diagnoser.classify([{ device: 'Router-A', interface: 'eth1' }]);
    expect(verdict?.confidence).toBeLessThan(0.5);
    expect(verdict).toMatchObject({ cause: 'unknown', place: { device: 'Router-A', interface: 'eth1' } });
  });

  it('says nothing about places that nothing is known of', () => {
    const baselines = baselinesFromJSON(structuredClone(trained.baselines));
    const causes = causeModelFromJSON('test', structuredClone(trained.causes!.model));
    const diagnoser = createDiagnoser({ topology, models: { baselines, detector: trained.detector, causes } });
    expect(diagnoser.classify([{ device: 'Router-A', interface: 'eth1' }])).toBeNull();
    expect(diagnoser.classify([])).toBeNull();
  });
});

describe('the rule beside the forest', () => {
  const names = ['is an interface', 'packet_loss_pct here', 'latency_ms here', 'cpu_pct of the device'];
  it('names the first metric that is far above usual, where it has a meaning', () => {
    expect(ruleCause(names, Float64Array.of(1, 0, 7, 50))).toBe('latency_spike');
    expect(ruleCause(names, Float64Array.of(1, 7, 70, 0))).toBe('packet_loss');
    expect(ruleCause(names, Float64Array.of(0, 9, 9, 7))).toBe('cpu_overload');
    expect(ruleCause(names, Float64Array.of(0, 9, 9, 6))).toBe('none');
  });
});
