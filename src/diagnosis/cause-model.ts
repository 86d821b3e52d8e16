import { describeCause, isCauseId } from '../domain/cause.ts';
import type { Topology } from '../domain/device.ts';
import type { Verdict } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import type { RandomForestJson } from '../models/forest-trees.ts';
import { type RandomForest, randomForestFromJSON } from '../models/random-forest.ts';
import { createTreeShap } from '../models/tree-shap.ts';
import { createCauseFeatures } from './cause-features.ts';
import type { MetricLayout } from './metric-layout.ts';
import type { PlaceStates } from './place-states.ts';

/** The class of a place that has no fault of its own, ordinary or suffering from another's. Always the first class. */
export const noCause = 'none';

/** Below this probability the verdict is "unknown": a valid answer. */
const leastConfidence = 0.5;

/** How many features a verdict names. */
const driversShown = 5;

export interface CauseModel {
  id: string;
  layout: MetricLayout;
  /** Cause ids by class; the first is {@link noCause}. */
  classes: string[];
  forest: RandomForest;
}

/** Names cause and place of trouble out of the places that it could be at. */
export interface CauseJudge {
  /** Null when nothing is known of any of the places. */
  classify(candidates: readonly Place[]): Verdict | null;
}

export function createCauseJudge(model: CauseModel, topology: Topology, states: PlaceStates): CauseJudge {
  const features = createCauseFeatures(model.layout, topology, states);
  const row = new Float64Array(features.names.length);
  const chances = new Float64Array(model.classes.length);
  const shap = createTreeShap(model.forest.nodes);

  /** The likeliest fault at one place. Class 0 is "none". */
  function judge(place: Place): { cause: number; chance: number } | undefined {
    features.write(place, row);
    model.forest.probabilitiesOne(row, chances);
    if (Number.isNaN(chances[0]!)) return undefined;
    let cause = 1;
    for (let k = 2; k < chances.length; k++) if (chances[k]! > chances[cause]!) cause = k;
    return { cause, chance: chances[cause]! };
  }

  function driversOf(cause: number): Verdict['drivers'] {
    const values = shap.explain(row);
    return features.names
      .map((feature, f) => ({ feature, value: row[f]!, contribution: values[f * model.classes.length + cause]! }))
      .filter((driver) => driver.contribution > 0 && !Number.isNaN(driver.value))
      .sort((a, b) => b.contribution - a.contribution)
      .slice(0, driversShown);
  }

  return {
    classify(candidates) {
      let best: { place: Place; cause: number; chance: number } | undefined;
      for (const place of candidates) {
        if (!states.get(place)) continue;
        const verdict = judge(place);
        if (verdict && (!best || verdict.chance > best.chance)) best = { place, ...verdict };
      }
      if (!best) return null;
      // Once more for the chosen place, so that row and chances are its own.
      judge(best.place);
      const id = model.classes[best.cause]!;
      const cause = best.chance >= leastConfidence && isCauseId(id) ? id : 'unknown';
      const described = describeCause(cause);
      return {
        cause,
        symptom: described.symptom,
        place:
          described.place === 'device' && cause !== 'unknown'
            ? { device: best.place.device, interface: null }
            : best.place,
        confidence: best.chance,
        probabilities: Object.fromEntries(model.classes.map((name, k) => [name, chances[k]!])),
        drivers: driversOf(best.cause),
        modelId: model.id,
      };
    },
  };
}

/** Restores what `JSON.stringify` made of a cause model. */
export function causeModelFromJSON(id: string, json: unknown): CauseModel {
  const { layout, classes, forest } = json as { layout: MetricLayout; classes: string[]; forest: RandomForestJson };
  return { id, layout, classes, forest: randomForestFromJSON(forest) };
}
