import { type CauseWay, causeWays, sureFrom } from '../../src/diagnosis/cause-ways.ts';
import { createRandom, shuffleFront } from '../../src/models/random.ts';
import { fitRandomForest, type RandomForest } from '../../src/models/random-forest.ts';
import type { CoreLayout } from '../datasets/kddi-ipcore.ts';
import { stack } from '../kddi/core-trees.ts';
import { type CoreStream, createRowMaker } from './core-rows.ts';
import { createCoreRules } from './core-rules.ts';

/** After so many labels each way is trained and judged. */
const steps = [20, 40, 60, 80, 100, 130, 160, 200, 250, 300, 400, 500, 700, 1_000];
/** Later labels on which all are judged. */
const judgedLabels = 1_500;
/** Labels that a run takes. */
export const mostLabels = steps.at(-1)! + judgedLabels;
const trees = 100;

export type Way = CauseWay | 'rules';
export const ways: readonly Way[] = ['rules', ...causeWays];

/** Share of right verdicts by way, on the same later labels. */
export interface WayPoint {
  labels: number;
  right: Record<Way, number>;
}

interface WayRow {
  row: Float64Array;
  /** The same with the verdict of the rules as further columns. */
  withRules: Float64Array;
  label: number;
  /** The class that rules name. */
  said: number;
}

/**
 * Trains each way on more and more labels of a week in random order, and judges it on labels that come after all of these. `corrected` is the share of the
 * rules' mistakes that are set right, drawn by chance: better rules are harder to beat.
 */
export function runWays(
  { classes, minutes }: CoreStream,
  layout: CoreLayout,
  { seed, corrected }: { seed: number; corrected: number },
): WayPoint[] {
  const order = Int32Array.from(minutes, (_, i) => i);
  shuffleFront(createRandom(seed, 5), order, order.length);
  const [makeRow, judge, random] = [createRowMaker(), createCoreRules(layout), createRandom(seed, 6)];
  const rows = Array.from(order.subarray(0, mostLabels), (i): WayRow => {
    const { minute, label } = minutes[i]!;
    const [row, own] = [makeRow(minute), classes.indexOf(judge(minute))];
    const said = random() < corrected ? label : own;
    return { row, withRules: Float64Array.from([...row, ...classes.map((_, k) => (k === said ? 1 : 0))]), label, said };
  });
  const later = rows.slice(-judgedLabels);
  return steps.map((labels) => ({ labels, right: judgeWays(rows.slice(0, labels), later, classes.length, seed) }));
}

function judgeWays(first: WayRow[], later: WayRow[], classes: number, seed: number): WayPoint['right'] {
  const plain = fitPart(first, 'row', classes, seed);
  const joined = fitPart(first, 'withRules', classes, seed);
  const chances = new Float64Array(classes);
  const surely = ({ row, said }: WayRow) => {
    plain.probabilitiesOne(row, chances);
    const named = plain.predictOne(row);
    return chances[named]! >= sureFrom ? named : said;
  };
  const name: Record<Way, (row: WayRow) => number> = {
    rules: ({ said }) => said,
    'rules-unless-sure': surely,
    'forest-with-rules': ({ withRules }) => joined.predictOne(withRules),
    forest: ({ row }) => plain.predictOne(row),
  };
  const share = (way: Way) => later.filter((row) => name[way](row) === row.label).length / later.length;
  return Object.fromEntries(ways.map((way) => [way, share(way)])) as WayPoint['right'];
}

function fitPart(rows: WayRow[], part: 'row' | 'withRules', classes: number, seed: number): RandomForest {
  const { values, count, width } = stack(rows.map((one) => one[part]));
  const labels = Int32Array.from(rows, ({ label }) => label);
  return fitRandomForest(values, labels, count, width, classes, { trees, maxDepth: 20, seed });
}
