import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Accepts, Verdict } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import type { Sample } from '../domain/sample.ts';
import type { Baseline, Baselines } from './baseline.ts';
import { type CauseModel, createCauseJudge } from './cause-model.ts';
import { createDetector, type DetectorModel, type Judgement } from './detector.ts';
import { createPlaceStates } from './place-states.ts';
import { groupSamples } from './reading.ts';

/** What training yields and the diagnoser judges with. `causes` is null as long as nothing was labelled. */
export interface DiagnosisModels {
  baselines: Baselines;
  detector: DetectorModel;
  causes: CauseModel | null;
}

/** One reading and what the detector says of it. */
export interface JudgedReading extends Judgement {
  place: Place;
  at: number;
}

/** Judges live telemetry. One pass over the samples, synchronous, no language model, no I/O. */
export interface Diagnoser {
  /** Judges the samples of one delivery, in time order. Readings of places that still learn what is usual are left out. */
  observe(samples: readonly Sample[]): JudgedReading[];
  /**
   * Cause and likeliest place among these; null when no cause model is there or nothing is known of the places. With `accepts`, the
   * likeliest of the causes that it lets through, as if the others were ruled out.
   */
  classify(places: readonly Place[], accepts?: Accepts): Verdict | null;
  /** What is usual for a metric at a place; undefined when it is not known. */
  usual(place: Place, metric: string): Baseline | undefined;
  /** Whether a place that usually carries traffic carries about as much now. False when that is not known. */
  carriesTraffic(place: Place): boolean;
}

/** Traffic is as usual within so many deviations, and usual traffic is more than so many: otherwise nobody could tell it from none. */
const trafficDeviations = 2;
const leastTraffic = 4;

/** With a clock readings are as old as their arrival says; without one, their times are compared. */
export function createDiagnoser(models: DiagnosisModels, topology: Topology, clock?: Clock): Diagnoser {
  const states = createPlaceStates({ layout: models.detector.layout, baselines: models.baselines, clock });
  const detector = createDetector(models.detector);
  const judge = models.causes ? createCauseJudge(models.causes, topology, states) : undefined;
  return {
    observe(samples) {
      const judged: JudgedReading[] = [];
      for (const reading of groupSamples(samples)) {
        const state = states.push(reading);
        if (state) judged.push({ place: reading.place, at: reading.at, ...detector.judge(state) });
      }
      return judged;
    },
    classify: (places, accepts) => judge?.classify(places, accepts) ?? null,
    usual: (place, metric) => states.get(place)?.usual(metric),
    carriesTraffic(place) {
      const state = states.get(place);
      const usual = state?.usual('throughput_mbps');
      if (!state || !usual || usual.centre < leastTraffic * usual.scale) return false;
      return Math.abs(state.now('throughput_mbps')) <= trafficDeviations;
    },
  };
}
