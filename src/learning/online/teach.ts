import { evidenceNames, evidenceRow, judgeEvidence } from '../../diagnosis/cause-evidence.ts';
import { columnsOf, writeColumns } from '../../diagnosis/cause-features.ts';
import { type CauseModel, causeColumnNames, noCause } from '../../diagnosis/cause-model.ts';
import { type CauseData, type CauseRow, fitCauseForest, teachesCauses } from '../../diagnosis/cause-training.ts';
import { type CauseWay, causeWays } from '../../diagnosis/cause-ways.ts';
import { placesOf } from '../../diagnosis/labelled-spans.ts';
import { joinLayouts } from '../../diagnosis/metric-layout.ts';
import type { Topology } from '../../domain/device.ts';
import { samePlace } from '../../domain/place.ts';
import type { KeptEvidence } from '../../incidents/evidence-fact.ts';
import { chooseWay, type WayChoice } from './choose-way.ts';
import { type Lesson, nameLabelPlace } from './lessons.ts';
import { usualOnline } from './online-learner.ts';
import { noPackageForests, type PackageForests } from './package-forests.ts';
import { describeChoice } from './way-words.ts';

/** What the labels of one place since the rise changed: so many verdicts are others without them. */
export interface LabelEffect {
  place: string;
  labels: number;
  moved: number;
}

/** A model that may take the place of the one in use. */
export interface Taught {
  model: Omit<CauseModel, 'id'>;
  data: CauseData;
  /** Labels that it learned from, and those of them since the rise. */
  labels: number;
  fresh: number;
  /** How many incidents the effects were counted on. */
  judged: number;
  /** Of the places with the most labels since the rise. */
  effects: LabelEffect[];
  /** Why it shares with rules as it does; null where that could not be compared. */
  choice: WayChoice | null;
}

/** Why the labels taught no model that is worth a trial. */
export interface Untaught {
  reason: string;
}

/**
 * Deep trees tell the old labels from the new ones by noise, and so the few new ones have no say however much they count. Made-up incidents whose two causes
 * changed places, of 100 later ones: 600 old and 150 new labels taught depth 20 to name 30 right, depth 8 named 83, depth 6 97, depth 4 100.
 */
const depthOnLabels = 6;

/** Each of them costs a training. */
const placesTold = 3;

export interface TeachOptions {
  topology: Topology;
  /**
   * The error rose then: labels that became known at this moment or later count {@link usualOnline.newWeight} times, and a model is wanted even where
   * rules were as good before. Milliseconds since 1970; null when it is taught because there are more labels.
   */
  since: number | null;
  /** What other incidents looked like, to count what the labels changed. */
  others: readonly KeptEvidence[];
  seed: number;
  /** Forests of the package ml-random-forest on the same lessons; none when left out. */
  packageForests?: PackageForests;
  /** The share that is done, 0..1. */
  progress(share: number): void;
}

/** Of the forests that only tell which way is best. */
const trialTrees = 25;
/** The share of the work that is the choice. */
const choiceShare = 0.4;

/**
 * Fits a cause forest on labelled incidents as they looked when they were judged, in the way that was best on later labels. The same lessons and seed give
 * the same forest.
 */
export function teach(lessons: readonly Lesson[], options: TeachOptions): Taught | Untaught {
  const { topology, since, others, progress, packageForests = noPackageForests } = options;
  const isFresh = ({ label }: Lesson) => since !== null && label.knownAt >= since;
  const given = { ...options, isFresh, progress: () => undefined };
  const choice = chooseWay(lessons, (part, way) => {
    if (way === 'package-forest') return packageForests.of(part);
    const found = fitForest(part, { ...given, way, trees: trialTrees });
    return 'reason' in found ? null : found.model;
  });
  if (choice?.way === 'rules' && since === null) return { reason: `rules are as good: ${describeChoice(choice)}` };
  const way = wayAfter(choice);
  progress(choiceShare);
  const fresh = lessons.filter(isFresh);
  const byPlace = Map.groupBy(since === null ? lessons : fresh, ({ label }) => nameLabelPlace(label, topology));
  const told = [...byPlace].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1)).slice(0, placesTold);
  const done = (part: number) => (share: number) =>
    progress(choiceShare + (1 - choiceShare) * ((part + share) / (told.length + 1)));
  const fitted = fitForest(lessons, { ...options, isFresh, way, progress: done(0) });
  if ('reason' in fitted) return fitted;
  const evidence = [...lessons.map((lesson) => lesson.evidence), ...others];
  const counted = { labels: lessons.length, fresh: fresh.length, judged: evidence.length, choice };
  const ofPackage = choice?.way === 'package-forest' ? packageForests.of(lessons) : null;
  // What labels of single places changed is not counted of it: that would take more of its slow trainings.
  if (ofPackage) return { data: fitted.data, model: ofPackage, ...counted, effects: [] };
  const named = evidence.map((one) => JSON.stringify(judgeEvidence(fitted.model, one)));
  const effects = told.flatMap(([place, own], i): LabelEffect[] => {
    const without = fitForest(
      lessons.filter((lesson) => !own.includes(lesson)),
      { ...options, isFresh, way, progress: done(i + 1) },
    );
    // Without these nothing could be told apart, so all that is named is their doing.
    const moved = evidence.filter(
      (one, e) => 'reason' in without || JSON.stringify(judgeEvidence(without.model, one)) !== named[e],
    ).length;
    return [{ place, labels: own.length, moved }];
  });
  progress(1);
  return { ...fitted, ...counted, effects };
}

/** After a rise rules may have been as good on what came before it: then the forest is tried alone. One of the package is alone too. */
const wayAfter = (choice: WayChoice | null): CauseWay => causeWays.find((way) => way === choice?.way) ?? 'forest';

type FitOptions = TeachOptions & { isFresh(lesson: Lesson): boolean; way: CauseWay; trees?: number };

function fitForest(
  lessons: readonly Lesson[],
  { topology, isFresh, seed, progress, way, trees }: FitOptions,
): { model: Omit<CauseModel, 'id'>; data: CauseData } | Untaught {
  const layout = joinLayouts(lessons.map(({ evidence }) => evidence.layout));
  const names = causeColumnNames({ layout, way });
  const rows: CauseRow[] = [];
  const weights: number[] = [];
  for (const lesson of [...lessons].sort((a, b) => a.label.start - b.label.start)) {
    const { label, evidence } = lesson;
    const columns = columnsOf(names, evidenceNames(evidence.layout));
    const acts = placesOf(label, topology);
    for (const place of evidence.places) {
      const row = writeColumns(evidenceRow(evidence, place), columns, new Float64Array(names.length));
      rows.push({ at: label.start, row, cause: acts.some((one) => samePlace(one, place)) ? label.cause : noCause });
      weights.push(isFresh(lesson) ? usualOnline.newWeight : 1);
    }
  }
  const classes = [noCause, ...new Set(rows.map(({ cause }) => cause).filter((cause) => cause !== noCause))];
  const data: CauseData = { layout, names, classes, rows };
  if (rows.length === 0 || !teachesCauses(data)) return { reason: 'the labels tell nothing apart' };
  const rowWeights = Float64Array.from(weights);
  return {
    data,
    model: fitCauseForest(data, {
      ...{ seed, rowWeights, maxDepth: depthOnLabels, ...(trees && { trees }), ...(way !== 'forest' && { way }) },
      onTree: (tree, all) => progress(tree / all),
    }),
  };
}
