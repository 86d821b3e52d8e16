import { type CauseId, describeCause, isCauseId } from '../domain/cause.ts';
import type { Topology } from '../domain/device.ts';
import type { Accepts, Verdict } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import type { RandomForestJson } from '../models/forest-trees.ts';
import { type RandomForest, randomForestFromJSON } from '../models/random-forest.ts';
import { createTreeShap } from '../models/tree-shap.ts';
import { causeFeatureNames, createCauseFeatures } from './cause-features.ts';
import type { CauseJudge } from './cause-judge.ts';
import { type CauseWay, wayOf } from './cause-ways.ts';
import type { MetricLayout } from './metric-layout.ts';
import type { PlaceStates } from './place-states.ts';
import { askRules, type RulesVerdict, ruleColumnNames, writeRuleColumns } from './rule-columns.ts';

/** The class of a place that has no fault of its own, ordinary or suffering from another's. Always the first class. */
export const noCause = 'none';

/** Below this probability the verdict is "unknown": a valid answer. */
export const leastConfidence = 0.5;

/** Beside causes that are ruled out, this much probability must be left to say anything. */
const leastLeft = 0.05;

/** How many features a verdict names. */
const driversShown = 5;

export interface CauseModel {
  id: string;
  layout: MetricLayout;
  /** Cause ids by class; the first is {@link noCause}. */
  classes: string[];
  forest: RandomForest;
  /** How it shares the naming of causes with rules; alone when left out. */
  way?: CauseWay | undefined;
}

/** Names of the values that its forest is asked with, in their order. */
export const causeColumnNames = ({ layout, way }: Pick<CauseModel, 'layout' | 'way'>): string[] => [
  ...causeFeatureNames(layout),
  ...(wayOf({ way }) === 'forest-with-rules' ? ruleColumnNames : []),
];

/** The likeliest fault at one place: its class, from 1, and how likely it is, 0..1. */
export interface LikelyCause {
  cause: number;
  chance: number;
}

/** The place that a cause stands for, seen from where its features were read. */
export const placeOfCause = (id: string, { device, interface: port }: Place): Place =>
  describeCause(id).place === 'device' ? { device, interface: null } : { device, interface: port };

/**
 * The likeliest fault of a row, among the causes that are open; the others count as ruled out. Undefined for a row that says nothing. `chances` has room
 * for each class, and holds their probabilities afterwards. Class 0 is "none".
 */
export function likeliestCause(
  { forest, classes }: Pick<CauseModel, 'forest' | 'classes'>,
  { row, chances, isOpen }: { row: Float64Array; chances: Float64Array; isOpen(id: CauseId): boolean },
): LikelyCause | undefined {
  forest.probabilitiesOne(row, chances);
  if (Number.isNaN(chances[0]!)) return undefined;
  let ruledOut = 0;
  let cause = 0;
  for (let k = 1; k < chances.length; k++) {
    const id = classes[k]!;
    if (isCauseId(id) && !isOpen(id)) ruledOut += chances[k]!;
    else if (cause === 0 || chances[k]! > chances[cause]!) cause = k;
  }
  if (cause === 0) return { cause: 1, chance: 0 };
  // What little is left beside a cause that is ruled out says nothing.
  return { cause, chance: 1 - ruledOut < leastLeft ? 0 : chances[cause]! / (1 - ruledOut) };
}

/** The cause that a verdict names: what is not likely enough is unknown. */
export function namedCause({ classes }: Pick<CauseModel, 'classes'>, { cause, chance }: LikelyCause): CauseId {
  const id = classes[cause]!;
  return chance >= leastConfidence && isCauseId(id) ? id : 'unknown';
}

/** The judge of a forest by its own word. `rules` are asked first where it learned what they say. */
export function createCauseJudge(
  model: CauseModel,
  topology: Topology,
  states: PlaceStates,
  rules?: CauseJudge,
): CauseJudge {
  const features = createCauseFeatures(model.layout, topology, states);
  const names = causeColumnNames(model);
  const isTold = names.length > features.names.length;
  const row = new Float64Array(names.length);
  let said: RulesVerdict | null = null;
  const chances = new Float64Array(model.classes.length);
  const shap = createTreeShap(model.forest.nodes);

  function judge(place: Place, accepts: Accepts): LikelyCause | undefined {
    features.write(place, row);
    if (isTold) writeRuleColumns(said, place, row, features.names.length);
    return likeliestCause(model, { row, chances, isOpen: (id) => accepts(id, placeOfCause(id, place)) });
  }

  function driversOf(cause: number): Verdict['drivers'] {
    const values = shap.explain(row);
    return names
      .map((feature, f) => ({ feature, value: row[f]!, contribution: values[f * model.classes.length + cause]! }))
      .filter((driver) => driver.contribution > 0 && !Number.isNaN(driver.value))
      .sort((a, b) => b.contribution - a.contribution)
      .slice(0, driversShown);
  }

  return {
    classify(candidates, accepts = () => true) {
      let best: (LikelyCause & { place: Place }) | undefined;
      said = isTold && rules ? askRules(rules, candidates, accepts) : null;
      for (const place of candidates) {
        if (!states.get(place)) continue;
        const verdict = judge(place, accepts);
        if (verdict && (!best || verdict.chance > best.chance)) best = { place, ...verdict };
      }
      if (!best) return null;
      // Once more for the chosen place, so that row and chances are its own.
      judge(best.place, accepts);
      const cause = namedCause(model, best);
      return {
        cause,
        symptom: describeCause(cause).symptom,
        place: cause === 'unknown' ? best.place : placeOfCause(cause, best.place),
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
  const { layout, classes, forest, way } = json as Omit<CauseModel, 'id' | 'forest'> & { forest: RandomForestJson };
  return { id, layout, classes, forest: randomForestFromJSON(forest), ...(way && { way }) };
}
