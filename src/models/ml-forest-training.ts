import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { assembleTrees, packForest } from './forest-trees.ts';
import { findLeafNode } from './forest-votes.ts';
import type { MlForestJson, MlTreeNode } from './ml-forest-json.ts';
import { type RandomForest, randomForestFromJSON } from './random-forest.ts';

/** Rows without missing values, and their classes from 0. */
export interface MlForestPart {
  rows: number[][];
  labels: number[];
}

/** What the child is told. Plain JSON. */
export interface MlForestOrder {
  /** Each becomes a forest of its own. */
  parts: MlForestPart[];
  trees: number;
  maxDepth: number;
  seed: number;
}

export interface MlForestOptions extends MlForestOrder {
  /** How many classes there are, whether a part has rows of each or not. */
  classes: number;
  /** The child is killed after so long. */
  limitMs: number;
  signal?: AbortSignal | undefined;
  /** What the child runs; a test passes what hangs, dies or lies. */
  childArguments?: readonly string[];
}

/** The forests in the order of the parts, or why there are none: what follows "it". */
export type MlForests = { forests: RandomForest[] } | { reason: string };

const childFile = fileURLToPath(new URL(`./ml-forest-child${extname(import.meta.url)}`, import.meta.url));

/**
 * Trains forests with ml-random-forest in a child process and reads them into our own form, which judges by the mean of the leaves' shares and not by
 * votes. It never rejects: a child that takes too long is killed, and what is left out is told. Features are drawn for each tree, half of them.
 *
 * Not good for: many rows. A split tries each value by looking at all rows, which is quadratic.
 */
export async function trainMlForests(options: MlForestOptions): Promise<MlForests> {
  const { parts, trees, maxDepth, seed, classes, limitMs, signal, childArguments = [childFile] } = options;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...childArguments], {
    ...{ stdio: ['pipe', 'pipe', 'pipe'], env: {}, timeout: limitMs, killSignal: 'SIGKILL' },
    ...(signal && { signal }),
  });
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', ({ message }) => resolve(`could not go on (${message})`));
    child.once('close', (code, killed) =>
      resolve(code === 0 ? null : killed ? `took longer than ${limitMs / 1000} s` : `ended with code ${code}`),
    );
  });
  const answered = text(child.stdout).catch(() => '');
  const complained = text(child.stderr).catch(() => '');
  // A child that has died takes no order; its end says so.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify({ parts, trees, maxDepth, seed } satisfies MlForestOrder));
  const [reason, answer, complaint] = await Promise.all([ended, answered, complained]);
  if (reason !== null) return { reason: `${reason}${lastLine(complaint)}` };
  try {
    const given = JSON.parse(answer) as MlForestJson['baseModel'][];
    if (given.length !== parts.length) return { reason: 'answered about other rows' };
    return { forests: given.map((forest, i) => fromMlForestJson(forest, { classes, rows: parts[i]!.rows })) };
  } catch {
    return { reason: 'answered with no forest' };
  }
}

function lastLine(complaint: string): string {
  const line = complaint.trim().split('\n').find((one) => /^\w*Error/.test(one)); // biome-ignore format: one line
  return line ? ` (${line.slice(0, 200)})` : '';
}

/** Reads what `toJSON()` of a forest of ml-random-forest gives. How much of the rows came by each leaf is counted anew, for what explains verdicts. */
export function fromMlForestJson(
  { estimators, indexes }: Pick<MlForestJson['baseModel'], 'estimators' | 'indexes'>,
  { classes, rows }: { classes: number; rows: readonly number[][] },
): RandomForest {
  const [features, thresholds, leafProbabilities]: number[][] = [[], [], []];
  let leaves = 0;
  function walk(node: MlTreeNode, columns: readonly number[]): void {
    if ('distribution' in node && node.distribution) {
      const shares = node.distribution[0]!;
      if (shares.length > classes || !shares.every(Number.isFinite)) throw new Error('no distribution');
      features!.push(-1);
      leafProbabilities!.push(...shares, ...Array<number>(classes - shares.length).fill(0));
      leaves++;
      return;
    }
    const { splitColumn, splitValue, left, right } = node as Exclude<MlTreeNode, { distribution: number[][] }>;
    features!.push(columns[splitColumn]!);
    thresholds!.push(splitValue);
    walk(left, columns);
    walk(right, columns);
  }
  for (const [tree, { root }] of estimators.entries()) walk(root, indexes[tree]!);
  const width = rows[0]?.length ?? 0;
  const shape = { width, classes, trees: estimators.length, features: features!, thresholds: thresholds! };
  const covers = new Float64Array(leaves).fill(1);
  const preorder = { ...shape, leafProbabilities: leafProbabilities!, importance: importanceOf(features!, width) };
  const walked = assembleTrees({ ...preorder, leafCovers: covers });
  for (const row of rows)
    for (let tree = 0; tree < shape.trees; tree++)
      covers[walked.leaf[findLeafNode(walked, tree, Float64Array.from(row), 0)]!]! += 1;
  return randomForestFromJSON(packForest({ ...preorder, leafCovers: covers }));
}

/** How often each metric is asked for, sum 1: the package's own is lost with its JSON. */
function importanceOf(features: readonly number[], width: number): number[] {
  const asked = features.filter((feature) => feature >= 0);
  const counts = Array<number>(width).fill(0);
  for (const feature of asked) counts[feature]!++;
  return counts.map((many) => (asked.length === 0 ? 0 : many / asked.length));
}
