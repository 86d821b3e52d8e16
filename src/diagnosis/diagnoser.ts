import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Accepts, Verdict } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import type { Sample } from '../domain/sample.ts';
import { rulesModelId } from '../domain/verdict-source.ts';
import type { Baseline, Baselines } from './baseline.ts';
import { type CauseEvidence, readEvidence } from './cause-evidence.ts';
import type { CauseJudge } from './cause-judge.ts';
import type { CauseModel } from './cause-model.ts';
import { createDetector, type Detector, type DetectorModel, type Judgement } from './detector.ts';
import { joinLayouts, type MetricLayout } from './metric-layout.ts';
import type { PlaceState } from './place-state.ts';
import { createPlaceStates, type PlaceStatesOptions } from './place-states.ts';
import { groupSamples } from './reading.ts';
import { createRuleJudge } from './rule-judge.ts';
import type { ToldReading } from './told-readings.ts';
import { createWayJudge } from './way-judge.ts';

/** What training yields and the diagnoser judges with. `causes` is null as long as nothing was labelled: then rules name the cause. */
export interface DiagnosisModels {
  baselines: Baselines;
  detector: DetectorModel;
  causes: CauseModel | null;
}

/** One reading and what the detector says of it. */
export type JudgedReading = Judgement & ToldReading;

/**
 * Judges live telemetry. What is known of the places outlives the models that judge them: a promotion changes the judge and loses nothing. One
 * pass over the samples, synchronous, no language model, no I/O.
 */
export interface Diagnoser {
  /** Whether models were promoted: until then it judges nothing. */
  isReady(): boolean;
  /** Makes these models the ones that judge. */
  promote(models: DiagnosisModels): void;
  /**
   * Lets another detector judge the same readings, in the shadow of the one in use, and tells `hear` what it says. What is usual is what counts for
   * the one in use. The function that is returned ends it.
   */
  shadow(model: DetectorModel, hear: (judged: JudgedReading) => void): () => void;
  /** Judges the samples of one delivery, in time order. Readings of places that still learn what is usual are left out. */
  observe(samples: readonly Sample[]): JudgedReading[];
  /** Takes samples of an earlier process, in time order: they fill the windows and are not judged. */
  recall(samples: readonly Sample[]): void;
  /**
   * Cause and likeliest place among these, by rules where there is no cause model or it gives way to them; null when no model is there or nothing is known of the
   * places. With `accepts`, the likeliest of the causes that it lets through, as if the others were ruled out.
   */
  classify(places: readonly Place[], accepts?: Accepts): Verdict | null;
  /** What {@link classify} would look at now, for other models to judge later; null when no model is there or nothing is known of the places. */
  evidence(places: readonly Place[], accepts: Accepts): CauseEvidence | null;
  /** What is usual for a metric at a place; undefined when it is not known. */
  usual(place: Place, metric: string): Baseline | undefined;
  /** Whether a place that usually carries traffic carries about as much now. False when that is not known. */
  carriesTraffic(place: Place): boolean;
  /** Values that are not judged since the start, because there was no room for their metric or place. */
  refused(): number;
}

export interface DiagnoserOptions extends Pick<PlaceStatesOptions, 'learned' | 'onLearned' | 'onForgotten'> {
  topology: Topology;
  /** With a clock readings are as old as their arrival says; without one, their times are compared. */
  clock?: Clock | undefined;
  /** Promoted at once. */
  models?: DiagnosisModels;
}

/** Traffic is as usual within so many deviations, and usual traffic is more than so many: otherwise nobody could tell it from none. */
const trafficDeviations = 2;
const leastTraffic = 4;

interface Shadow {
  model: DetectorModel;
  detector: Detector;
  hear(judged: JudgedReading): void;
}

export function createDiagnoser({ topology, models: first, ...options }: DiagnoserOptions): Diagnoser {
  const states = createPlaceStates(options);
  const rules = createRuleJudge(topology, states);
  const shadows = new Set<Shadow>();
  let layout: MetricLayout = { device: [], interface: [] };
  let champion: { models: DiagnosisModels; detector: Detector; causes: CauseJudge } | undefined;

  const judgedBy = (detector: Detector, state: PlaceState): JudgedReading => ({
    ...{ place: state.place, at: state.at },
    ...detector.judge(state),
  });

  /** The windows hold what any of the judges looks at. */
  function adopt(): void {
    const layouts = [...shadows].map(({ model }) => model.layout);
    if (champion) layouts.unshift(champion.models.detector.layout);
    if (champion?.models.causes) layouts.push(champion.models.causes.layout);
    layout = joinLayouts(layouts);
    states.adopt({ layout, baselines: champion?.models.baselines ?? new Map() });
  }

  function promote(models: DiagnosisModels): void {
    const causes = models.causes ? createWayJudge(models.causes, { topology, states, rules }) : rules;
    champion = { models, detector: createDetector(models.detector), causes };
    adopt();
  }

  if (first) promote(first);
  return {
    isReady: () => champion !== undefined,
    promote,
    shadow(model, hear) {
      const added = { model, detector: createDetector(model), hear };
      shadows.add(added);
      adopt();
      return () => {
        shadows.delete(added);
      };
    },
    observe(samples) {
      const judged: JudgedReading[] = [];
      for (const reading of groupSamples(samples)) {
        const state = states.push(reading);
        if (!state) continue;
        if (champion) judged.push(judgedBy(champion.detector, state));
        for (const { detector, hear } of shadows) hear(judgedBy(detector, state));
      }
      return judged;
    },
    recall(samples) {
      for (const reading of groupSamples(samples)) states.recall(reading);
    },
    classify: (places, accepts) => champion?.causes.classify(places, accepts) ?? null,
    evidence(places, accepts) {
      if (!champion) return null;
      const inUse = champion.models.causes?.id ?? rulesModelId;
      return readEvidence({ layout, topology, states, rules, inUse }, places, accepts);
    },
    usual: (place, metric) => states.usual(place, metric),
    refused: states.refused,
    carriesTraffic(place) {
      const state = states.get(place);
      const usual = state?.usual('throughput_mbps');
      if (!state || !usual || usual.centre < leastTraffic * usual.scale) return false;
      return Math.abs(state.now('throughput_mbps')) <= trafficDeviations;
    },
  };
}
