import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { NocturneError } from '../../src/errors.ts';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import { faults as allFaults } from '../faults/catalogue.ts';
import { checkedOut, createCodeCheck } from '../faults/code-version.ts';
import { type Fault, rowKey } from '../faults/fault.ts';
import { faultsPage, faultsTable } from '../faults/faults-page.ts';
import { openKept } from '../faults/kept-runs.ts';
import { type FaultRow, type KeptRun, runFaults, tableOf } from '../faults/run-faults.ts';
import type { BenchCommand } from './bench-command.ts';

interface FaultsOptions {
  only?: string;
  kills: number;
  jobs: number;
  seed: number;
  resume?: boolean;
  json?: boolean;
  list?: boolean;
  kept: string;
  out?: string;
}

const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));

function count(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

/** The whole product while databases, disks, clocks, devices and processes fail. */
export const faults: BenchCommand = {
  name: 'faults',
  register(program) {
    program
      .command('faults')
      .description(
        'break databases, disks, clocks, devices and processes under the product, and count what is lost, doubled or stuck',
      )
      .option('--only <fault>', 'only rows with this text in their fault or moment')
      .option('--kills <n>', 'how often the process is killed at a random time, over the four stories', count, 40)
      .option('--jobs <n>', 'runs at a time', count, 3)
      .option('--seed <n>', 'seed of the random times', count, 1)
      .option('--resume', 'keep the runs of an earlier call on the same code, and make only those that are missing')
      .option('--list', 'list the rows, and try nothing')
      .option('--json', 'print {rows} as JSON')
      .option('--kept <file>', 'where runs are kept, one JSON object per line', '.nocturne/faults.jsonl')
      .option('--out <file>', 'page to write (default: docs/reliability.md, unless --only is given)')
      .action(run);
  },
};

async function run(options: FaultsOptions): Promise<void> {
  const wanted = allFaults.filter((fault) => rowKey(fault).includes(options.only ?? ''));
  if (wanted.length === 0)
    throw new NocturneError('fault-unknown', `No row has "${options.only}" in it`, { hint: 'see --list' });
  if (options.list) return void process.stdout.write(wanted.map((fault) => `${rowKey(fault)}\n`).join(''));
  const isSame = createCodeCheck();
  const isOf = (run: KeptRun) => run.seed === options.seed && isSame(run.commit);
  const kept = openKept(options.kept, { wanted, resume: options.resume ?? false, isOf });
  const total = wanted.reduce((sum, fault) => sum + fault.runs(options.kills), 0);
  let done = 0;
  await runFaults(wanted, {
    ...options,
    commit: checkedOut(),
    jobs: Math.max(1, options.jobs),
    kept,
    keep(run) {
      kept.push(run);
      appendFileSync(options.kept, `${JSON.stringify(run)}\n`);
      tell(run, `${++done} of at most ${total}`);
    },
  });
  await report(wanted, kept, options);
}

function tell({ row, seen, lost, doubled, stuck, evidence = '' }: KeptRun, progress: string): void {
  const wrong = [...lost.map((what) => `LOST ${what}`), ...doubled.map((what) => `DOUBLED ${what}`), ...stuck];
  process.stderr.write(`faults: ${progress}: ${row}: ${[seen, ...wrong].join('; ')} ${evidence}\n`);
}

async function report(wanted: readonly Fault[], kept: readonly KeptRun[], options: FaultsOptions): Promise<void> {
  const rows = tableOf(wanted, kept);
  const skipped = wanted.flatMap((fault) => {
    const why = fault.missing?.();
    return why === undefined ? [] : [`${rowKey(fault)} (${why})`];
  });
  const out = options.out ?? (options.only === undefined ? page : undefined);
  if (out !== undefined) await writeText(out, faultsPage(rows, { kills: options.kills, skipped }));
  process.stdout.write(options.json ? `${JSON.stringify({ rows })}\n` : faultsTable(rows));
  if (rows.some(isBad)) process.exitCode = 1;
}

const isBad = ({ lost, doubled, stuck }: FaultRow) => lost + doubled + stuck > 0;
