import { createRandom } from '../../demo/network/world/random.ts';
import { describeError } from '../../src/errors.ts';
import { type Fault, type Run, rowKey } from './fault.ts';

/** One run as it is kept in the file of results. */
export interface KeptRun extends Run {
  row: string;
  index: number;
  seed: number;
  /** The commit that was tried, shortened. */
  commit: string;
}

/** One row of the table over all its runs. */
export interface FaultRow {
  fault: string;
  moment: string;
  runs: number;
  lost: number;
  doubled: number;
  stuck: number;
  recoverSeconds: { p50: number | null; max: number | null };
  /** How the runs ended, with what went wrong in them. */
  seen: string;
  /** The commits that were tried, most often one. */
  commits: string[];
}

interface Trial {
  fault: Fault;
  index: number;
}

export interface RunOptions {
  kills: number;
  seed: number;
  /** The commit that is tried. */
  commit: string;
  /** How many run at once. */
  jobs: number;
  kept: readonly KeptRun[];
  keep: (run: KeptRun) => void;
}

/** All runs of these faults that are not kept already, several at a time; `keep` is told of each as soon as it ends. */
export async function runFaults(faults: readonly Fault[], options: RunOptions): Promise<void> {
  const done = new Set(options.kept.map(({ row, index }) => `${row} ${index}`));
  const trials: Trial[] = faults
    .filter((fault) => fault.missing?.() === undefined)
    .flatMap((fault) => Array.from({ length: fault.runs(options.kills) }, (_, index) => ({ fault, index })))
    .filter(({ fault, index }) => !done.has(`${rowKey(fault)} ${index}`));
  const lane = async () => {
    for (let next = trials.shift(); next; next = trials.shift()) options.keep(await runOnce(next, options));
  };
  await Promise.all(Array.from({ length: options.jobs }, lane));
}

async function runOnce({ fault, index }: Trial, { seed, commit }: RunOptions): Promise<KeptRun> {
  const row = rowKey(fault);
  const run = { row, index, seed, commit };
  const random = createRandom(seed).fork(`${row} ${index}`);
  try {
    return { ...run, ...(await fault.run(index, random)) };
  } catch (thrown) {
    // A run that breaks is no run that went well.
    const why = describeError(thrown).split('\n')[0]!;
    return { ...run, lost: [], doubled: [], stuck: [`the run broke: ${why}`], recoverSeconds: null, seen: 'broke' };
  }
}

/** The table of what was kept, in the order of the faults; what was never tried has no row. */
export function tableOf(faults: readonly Fault[], kept: readonly KeptRun[]): FaultRow[] {
  return faults.flatMap((fault) => {
    const runs = kept.filter(({ row }) => row === rowKey(fault));
    return runs.length === 0 ? [] : [rowOf(fault, runs)];
  });
}

function rowOf({ fault, moment }: Fault, runs: readonly KeptRun[]): FaultRow {
  const seconds = runs.flatMap(({ recoverSeconds }) => recoverSeconds ?? []).sort((a, b) => a - b);
  const count = (what: 'lost' | 'doubled' | 'stuck') => runs.reduce((sum, run) => sum + run[what].length, 0);
  return {
    ...{ fault, moment, runs: runs.length },
    ...{ lost: count('lost'), doubled: count('doubled'), stuck: count('stuck') },
    recoverSeconds: { p50: seconds[Math.floor((seconds.length - 1) / 2)] ?? null, max: seconds.at(-1) ?? null },
    seen: describeEnds(runs),
    commits: [...new Set(runs.map(({ commit }) => commit))],
  };
}

function describeEnds(runs: readonly KeptRun[]): string {
  const counts = new Map<string, number>();
  for (const { seen, lost, doubled, stuck } of runs) {
    const faults = [...lost.map((what) => `lost ${what}`), ...doubled.map((what) => `doubled ${what}`), ...stuck];
    const words = [seen, ...faults].join('; ');
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, times]) => (runs.length === 1 ? words : `${times} × ${words}`)).join('. ');
}
