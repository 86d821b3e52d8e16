import { judgeEvidence, rulesEvidence } from '../../diagnosis/cause-evidence.ts';
import type { CauseModel } from '../../diagnosis/cause-model.ts';
import { type CauseWay, causeWays } from '../../diagnosis/cause-ways.ts';
import type { Lesson } from './lessons.ts';

/** Who names causes: rules alone, or a forest in one of its ways; one of the package ml-random-forest names them alone. */
export type NamingWay = CauseWay | 'rules' | 'package-forest';

/** What is fitted. */
export type FittedWay = Exclude<NamingWay, 'rules'>;

/** What was right on labels that came after those that each way had learned from. Plain JSON. */
export interface WayChoice {
  /** The best of them; of equals the one that asks less of labels. */
  way: NamingWay;
  /** The labels on which all were compared. */
  labels: number;
  /** Right ones of these, in the order from few labels to many; without a way that was not tried. */
  right: { way: NamingWay; right: number }[];
}

/** Fits one way on these lessons; null where they teach none. */
export type FitWay = (lessons: readonly Lesson[], way: FittedWay) => Omit<CauseModel, 'id'> | null;

/** Shares of the first labels that train for the parts, each judged on what comes next: as in the rehearsal of an online learner. */
const cuts = [0.4, 0.6, 0.8];
/** With fewer labels to compare on, chance decides. */
const fewestJudged = 15;

/** Lessons of which it is kept what rules said. */
export const toldByRules = ({ evidence }: Pick<Lesson, 'evidence'>): boolean => evidence.rules !== undefined;

/** How many of the lessons teach each part; null where too few are left to compare on. */
export function cutsOf(told: readonly Lesson[]): number[] | null {
  const at = cuts.map((share) => Math.floor(share * told.length));
  return told.length - at[0]! < fewestJudged ? null : at;
}

/**
 * Chooses how a forest and rules share the naming of causes, by what each would have named on later labels (forward chaining): each part of the labels is
 * judged by what the labels before it taught. A way of which the first part can't be fitted is not tried. Null where there are too few of which it is kept what rules said.
 *
 * @param lessons in the order in which their labels became known
 */
export function chooseWay(lessons: readonly Lesson[], fitWay: FitWay): WayChoice | null {
  const told = lessons.filter(toldByRules);
  const at = cutsOf(told);
  if (!at) return null;
  const hasPackage = fitWay(told.slice(0, at[0]), 'package-forest') !== null;
  const tried: FittedWay[] = [...causeWays, ...(hasPackage ? (['package-forest'] as const) : [])];
  const right = new Map<NamingWay, number>([['rules', 0], ...tried.map((way) => [way, 0] as const)]);
  const count = (way: NamingWay, isRight: boolean) => void right.set(way, right.get(way)! + Number(isRight));
  for (const [i, cut] of at.entries()) {
    const models = new Map(tried.map((way) => [way, fitWay(told.slice(0, cut), way)]));
    for (const { evidence, label } of told.slice(cut, at[i + 1])) {
      count('rules', rulesEvidence(evidence)?.cause === label.cause);
      for (const [way, model] of models)
        count(way, (model ? judgeEvidence(model, evidence) : rulesEvidence(evidence))?.cause === label.cause);
    }
  }
  const scores = [...right].map(([way, count]) => ({ way, right: count }));
  const best = scores.reduce((a, b) => (b.right > a.right ? b : a));
  return { way: best.way, labels: told.length - at[0]!, right: scores };
}
