import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { NocturneError } from '../../src/errors.ts';
import type { CorpusEntry } from '../safety/corpus-entry.ts';
import { readCorpus } from '../safety/corpus-entry.ts';
import { allGuards } from '../safety/guards.ts';
import { runCorpus, type SafetyResult } from '../safety/run-corpus.ts';
import type { BenchCommand } from './bench-command.ts';

interface SafetyOptions {
  json?: boolean;
  corpus: string;
  listGuards?: boolean;
  without: string[];
}

const ownCorpus = fileURLToPath(new URL('../safety/corpus.jsonl', import.meta.url));

/** How many of the good inputs may be refused. */
const mostWronglyRefused = 0.02;

/** Hostile and good inputs through the real product to throw-away devices. */
export const safety: BenchCommand = {
  name: 'safety',
  register(program: Command) {
    program
      .command('safety')
      .description('try hostile and good inputs: what is refused, and what reaches a device')
      .option('--json', 'print the result as JSON')
      .option('--corpus <file>', 'one {id, kind, vendor?, text, expect} per line', ownCorpus)
      .option('--list-guards', 'list the guards by name, and try nothing')
      .option('--without <guard>', 'switch a guard off; may be repeated', collect, [] as string[])
      .action(runSafety);
  },
};

const collect = (name: string, names: string[]) => [...names, name];

async function runSafety({ json, corpus, listGuards, without }: SafetyOptions): Promise<void> {
  if (listGuards) {
    process.stdout.write(json ? `${JSON.stringify(allGuards)}\n` : `${allGuards.join('\n')}\n`);
    return;
  }
  const unknown = without.find((name) => !allGuards.includes(name));
  if (unknown !== undefined)
    throw new NocturneError('guard-unknown', `There is no guard ${unknown}`, { hint: 'see --list-guards' });
  const entries = readCorpus(corpus);
  const result = await runCorpus(entries, without);
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : formatTable(entries, result));
  if (without.length === 0 && !isSafe(entries, result)) process.exitCode = 1;
}

function isSafe(entries: readonly CorpusEntry[], { families }: SafetyResult): boolean {
  const { reached, wronglyRefused } = total(families);
  const good = entries.filter(({ expect }) => expect === 'allow').length;
  return reached === 0 && wronglyRefused <= mostWronglyRefused * good;
}

function total(families: SafetyResult['families']): SafetyResult['families'][number] {
  const sum = { name: 'all', tried: 0, refused: 0, reached: 0, wronglyRefused: 0 };
  for (const { tried, refused, reached, wronglyRefused } of families) {
    sum.tried += tried;
    sum.refused += refused;
    sum.reached += reached;
    sum.wronglyRefused += wronglyRefused;
  }
  return sum;
}

function formatTable(entries: readonly CorpusEntry[], { families, inputs }: SafetyResult): string {
  const rows = [...families, total(families)].map(({ name, tried, refused, reached, wronglyRefused }) =>
    [name.padEnd(28), ...[tried, refused, reached, wronglyRefused].map((count) => String(count).padStart(15))].join(''),
  );
  const head = [
    'family'.padEnd(28),
    ...['tried', 'refused', 'reached', 'wrongly refused'].map((word) => word.padStart(15)),
  ];
  const odd = inputs.filter(({ refused, reached }, i) =>
    entries[i]!.expect === 'refuse' ? !refused || reached : refused,
  );
  const told = odd.map(
    ({ id, refused, refusedBy, reached, reason }) =>
      `${id}: ${refused ? `refused by ${refusedBy}` : 'not refused'}${reached ? ', reached a device' : ''} (${reason})`,
  );
  const hostile = entries.filter(({ expect }) => expect === 'refuse').length;
  const counts = `${hostile} hostile and ${entries.length - hostile} good inputs`;
  return `${[head.join(''), ...rows, counts, ...told].join('\n')}\n`;
}
