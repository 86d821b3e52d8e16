import { judgeEvidence } from '../../diagnosis/cause-evidence.ts';
import { causeFeatureNames, columnsOf, writeColumns } from '../../diagnosis/cause-features.ts';
import { type CauseModel, noCause } from '../../diagnosis/cause-model.ts';
import { type CauseData, type CauseRow, fitCauseForest, teachesCauses } from '../../diagnosis/cause-training.ts';
import { placesOf } from '../../diagnosis/labelled-spans.ts';
import { joinLayouts } from '../../diagnosis/metric-layout.ts';
import type { Topology } from '../../domain/device.ts';
import { samePlace } from '../../domain/place.ts';
import type { KeptEvidence } from '../../incidents/evidence-fact.ts';
import { type Lesson, nameLabelPlace } from './lessons.ts';
import { usualOnline } from './online-learner.ts';

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
  /** Labels that became known at this moment or later count {@link usualOnline.newWeight} times; milliseconds since 1970. */
  since: number;
  /** What other incidents looked like, to count what the labels changed. */
  others: readonly KeptEvidence[];
  seed: number;
  /** The share that is done, 0..1. */
  progress(share: number): void;
}

/** Fits a cause forest on labelled incidents as they looked when they were judged. The same lessons and seed give the same forest. */
export function teach(lessons: readonly Lesson[], options: TeachOptions): Taught | { reason: string } {
  const { topology, since, others, progress } = options;
  const isFresh = ({ label }: Lesson) => label.knownAt >= since;
  const fresh = lessons.filter(isFresh);
  const byPlace = Map.groupBy(fresh, ({ label }) => nameLabelPlace(label, topology));
  const told = [...byPlace].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1)).slice(0, placesTold);
  const done = (part: number) => (share: number) => progress((part + share) / (told.length + 1));
  const fitted = fitForest(lessons, { ...options, isFresh, progress: done(0) });
  if ('reason' in fitted) return fitted;
  const evidence = [...lessons.map((lesson) => lesson.evidence), ...others];
  const named = evidence.map((one) => JSON.stringify(judgeEvidence(fitted.model, one)));
  const effects = told.flatMap(([place, own], i): LabelEffect[] => {
    const without = fitForest(
      lessons.filter((lesson) => !own.includes(lesson)),
      { ...options, isFresh, progress: done(i + 1) },
    );
    // Without these nothing could be told apart, so all that is named is their doing.
    const moved = evidence.filter(
      (one, e) => 'reason' in without || JSON.stringify(judgeEvidence(without.model, one)) !== named[e],
    ).length;
    return [{ place, labels: own.length, moved }];
  });
  progress(1);
  return { ...fitted, labels: lessons.length, fresh: fresh.length, judged: evidence.length, effects };
}

function fitForest(
  lessons: readonly Lesson[],
  { topology, isFresh, seed, progress }: TeachOptions & { isFresh(lesson: Lesson): boolean },
): { model: Omit<CauseModel, 'id'>; data: CauseData } | { reason: string } {
  const layout = joinLayouts(lessons.map(({ evidence }) => evidence.layout));
  const names = causeFeatureNames(layout);
  const rows: CauseRow[] = [];
  const weights: number[] = [];
  for (const lesson of [...lessons].sort((a, b) => a.label.start - b.label.start)) {
    const { label, evidence } = lesson;
    const columns = columnsOf(names, causeFeatureNames(evidence.layout));
    const acts = placesOf(label, topology);
    for (const place of evidence.places) {
      const row = writeColumns(place.row, columns, new Float64Array(names.length));
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
      seed,
      rowWeights,
      maxDepth: depthOnLabels,
      onTree: (tree, all) => progress(tree / all),
    }),
  };
}
