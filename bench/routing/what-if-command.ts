import type { Command } from 'commander';
import { NocturneError } from '../../src/errors.ts';
import { countUpTo } from '../read-count.ts';
import { type ChangeRun, sumUpChanges } from './judged-changes.ts';
import { judgeLabChanges } from './lab-changes.ts';
import { describeChanges } from './routing-words.ts';
import { judgeSimulatedChanges } from './simulated-changes.ts';

interface WhatIfOptions {
  changes?: number;
  seeds: number;
  seconds?: number;
  lab?: boolean;
  json?: boolean;
}

/** `route what-if`: changes of cost, and how well loads and latencies were foreseen. */
export function registerWhatIf(command: Command): void {
  command
    .command('what-if')
    .description('change costs in the simulated network, and compare loads and latencies with what was foreseen')
    .option('--lab', 'in the real FRRouting of the lab that is up (npm run lab -- up); costs are given back afterwards')
    .option(
      '--changes <count>',
      'changes per seed, each from where the last one left it; 50, in the lab 10',
      countUpTo(1000),
    )
    .option('--seeds <count>', 'so many networks', countUpTo(100), 3)
    .option('--seconds <count>', 'what is seen is of so many seconds; 60, in the lab 8', countUpTo(3600))
    .option('--json', 'print {network, rows, runs} as one JSON object')
    .action(async ({ changes, seeds, seconds, lab, json }: WhatIfOptions) => {
      const runs: ChangeRun[] = [];
      for (let seed = 1; seed <= seeds; seed++)
        runs.push(
          lab
            ? await interruptible((signal) =>
                judgeLabChanges({ changes: changes ?? 10, seed, seconds: seconds ?? 8, signal, tell }),
              )
            : { seed, judged: judgeSimulatedChanges({ changes: changes ?? 50, seed, seconds: seconds ?? 60 }) },
        );
      const rows = runs.map(({ seed, judged }) => ({ seed, ...sumUpChanges(judged) }));
      const network = lab ? 'lab' : 'simulated';
      process.stdout.write(json ? `${JSON.stringify({ network, rows, runs })}\n` : describeChanges(runs));
    });
}

const tell = (line: string) => process.stderr.write(`${line}\n`);

/** Costs are given back also when somebody presses Ctrl-C. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const interrupt = () => stop.abort(new NocturneError('interrupted', 'Interrupted; the costs were given back'));
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}
