import { evidenceNames, evidenceRow } from '../../diagnosis/cause-evidence.ts';
import { causeFeatureNames, columnsOf, writeColumns } from '../../diagnosis/cause-features.ts';
import { type CauseModel, noCause } from '../../diagnosis/cause-model.ts';
import { placesOf } from '../../diagnosis/labelled-spans.ts';
import { joinLayouts } from '../../diagnosis/metric-layout.ts';
import type { Topology } from '../../domain/device.ts';
import { samePlace } from '../../domain/place.ts';
import { type MlForestOptions, type MlForestPart, trainMlForests } from '../../models/ml-forest-training.ts';
import { cutsOf, toldByRules } from './choose-way.ts';
import type { Lesson } from './lessons.ts';

/** With more labels the package takes too long, and our own forests learn as well. */
export const mostForPackage = 400;
/** All parts together. */
const limitMs = 60_000;
/** Rows of a place without a fault of its own, for each lesson: more of them hide the few that have one. */
const besideRows = 2;
const [trees, maxDepth] = [25, 6];

/** The forest of ml-random-forest for so many first lessons, of which it is kept what rules said, and for all of them; null where it was not trained. */
export interface PackageForests {
  of(lessons: readonly Lesson[]): Omit<CauseModel, 'id'> | null;
  /** Why there are none, as a clause; null when there are, or where none was asked for. */
  leftOut: string | null;
}

export const noPackageForests: PackageForests = { of: () => null, leftOut: null };

/**
 * Trains a challenger with ml-random-forest beside our own, on the first labels: in a child process that is killed when it takes too long. It is compared
 * on later labels as the others are.
 */
export async function trainPackageForests(
  lessons: readonly Lesson[],
  {
    topology,
    seed,
    ...child
  }: { topology: Topology; seed: number } & Partial<Pick<MlForestOptions, 'limitMs' | 'childArguments' | 'signal'>>,
): Promise<PackageForests> {
  const told = lessons.filter(toldByRules);
  const cuts = cutsOf(told);
  if (lessons.length > mostForPackage || !cuts) return noPackageForests;
  const layout = joinLayouts(lessons.map(({ evidence }) => evidence.layout));
  const names = causeFeatureNames(layout);
  const classes = [noCause, ...new Set(lessons.map(({ label }) => label.cause))];
  const rowsOf = (part: readonly Lesson[]): MlForestPart => {
    const rows = part.flatMap((lesson) => rowsOfLesson(lesson, { names, classes, topology }));
    return { rows: rows.map(({ row }) => row), labels: rows.map(({ label }) => label) };
  };
  const wanted = [...cuts.map((cut) => told.slice(0, cut)), lessons];
  const parts = wanted.map(rowsOf);
  if (parts.some(({ rows }) => rows.length === 0)) return noPackageForests;
  const found = await trainMlForests({ parts, trees, maxDepth, seed, classes: classes.length, limitMs, ...child });
  if ('reason' in found) return { of: () => null, leftOut: found.reason };
  const keyOf = (part: readonly Lesson[]) => wanted.findIndex((one) => one.length === part.length && one.at(-1) === part.at(-1)); // biome-ignore format: one line
  return {
    of(part) {
      const forest = found.forests[keyOf(part)];
      return forest ? { layout, classes, forest } : null;
    },
    leftOut: null,
  };
}

function rowsOfLesson(
  { label, evidence }: Lesson,
  { names, classes, topology }: { names: string[]; classes: string[]; topology: Topology },
): { row: number[]; label: number }[] {
  const columns = columnsOf(names, evidenceNames(evidence.layout));
  const acts = placesOf(label, topology);
  const rowOf = (place: (typeof evidence.places)[number]) =>
    Array.from(writeColumns(evidenceRow(evidence, place), columns, new Float64Array(names.length)));
  const isActing = (place: (typeof evidence.places)[number]) => acts.some((one) => samePlace(one, place));
  const beside = evidence.places.filter((place) => !isActing(place)).slice(0, besideRows);
  return [
    ...evidence.places.filter(isActing).map((place) => ({ row: rowOf(place), label: classes.indexOf(label.cause) })),
    ...beside.map((place) => ({ row: rowOf(place), label: 0 })),
  ];
}
