import type { Command } from 'commander';
import { formatScore } from '../../src/foundation/number-words.ts';
import { directRoute } from '../../src/models/routing/route-costs.ts';
import { quoteCell } from '../../src/telemetry/csv/csv.ts';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import { countUpTo } from '../read-count.ts';
import { readLatencyFiles, readPairs } from '../routing/latency-file.ts';
import { drawPairs, judgeRoutes, oracleShare, routeLater, routeTable } from '../routing/route-table.ts';
import { describeChoice, describeTable } from '../routing/routing-words.ts';
import { seedTable } from '../routing/seed-table.ts';
import { describeSeeds } from '../routing/seed-words.ts';
import { registerWhatIf } from '../routing/what-if-command.ts';
import type { BenchCommand } from './bench-command.ts';

/** Which way traffic goes: over an overlay of nodes that measure each other. */
export const route: BenchCommand = {
  name: 'route',
  register(program) {
    const command = program.command('route').description('choose routes by what was measured before');
    registerOverlay(command);
    registerTable(command);
    registerWhatIf(command);
    registerSeed(command);
  },
};

interface OverlayOptions {
  history: string;
  input: string;
  pairs: string;
  out: string;
  maxChanges?: number;
  rhythm: boolean;
}

function registerOverlay(command: Command): void {
  command
    .command('seattle-overlay')
    .description('direct, or through one relay, for each pair and slice; a slice is decided by earlier ones only')
    .requiredOption('--history <file>', 'CSV t,src,dst,rtt_cs to learn from; the first slice lists all pairs')
    .requiredOption('--input <file>', 'CSV of the same form, of the slices to route')
    .requiredOption('--pairs <file>', 'CSV src,dst of the pairs to route')
    .requiredOption('--out <file>', 'CSV to write: t,src,dst,relay; an empty relay is the direct way')
    .option('--max-changes <count>', 'most route changes per pair in any 100 slices', countUpTo(100))
    .option('--no-rhythm', 'do not use how often a node is measured again')
    .action(runOverlay);
}

function runOverlay({ history: past, input, pairs: list, out, ...options }: OverlayOptions): void {
  const { nodes, files } = readLatencyFiles([past, input]);
  const [history, later] = [files[0]!, files[1]!];
  const pairs = readPairs(list, nodes);
  const run = { maxChanges: options.maxChanges ?? null, rhythm: options.rhythm };
  const { choice, walked } = routeLater(history.slices, later.slices, pairs, run);
  const names = pairs.map(({ src, dst }) => `${quoteCell(nodes[src]!)},${quoteCell(nodes[dst]!)}`);
  const lines = later.slices.values.flatMap((_, t) =>
    names.map((name, i) => {
      const relay = walked[i]!.routes[t]!;
      return `${later.first + t},${name},${relay === directRoute ? '' : quoteCell(nodes[relay]!)}`;
    }),
  );
  writeText(out, `${['t,src,dst,relay', ...lines].join('\n')}\n`);
  const share = judgeRoutes(walked, history.slices, later.slices, pairs);
  const oracle = oracleShare(history.slices, later.slices, pairs);
  const score = `On the input: ${formatScore(share)} of the direct latency; the oracle ${formatScore(oracle)}.\n`;
  process.stdout.write(`${describeChoice(choice)}${score}`);
}

interface TableOptions {
  history: string;
  pairs: number;
  seed: number;
}

function registerTable(command: Command): void {
  command
    .command('table')
    .description('cut one history in several ways, learn from the first part and route the second; minutes')
    .requiredOption('--history <file>', 'CSV t,src,dst,rtt_cs')
    .option('--pairs <count>', 'so many pairs, drawn at random', countUpTo(100_000), 300)
    .option('--seed <number>', 'seed of the pairs', countUpTo(1e9), 1)
    .action(({ history, pairs: count, seed }: TableOptions) => {
      const { slices } = readLatencyFiles([history]).files[0]!;
      const pairs = drawPairs(slices.nodes, count, seed);
      const rows = routeTable(slices, pairs, (name) => process.stderr.write(`${name}\n`));
      process.stdout.write(describeTable(rows));
    });
}

function registerSeed(command: Command): void {
  command
    .command('seed')
    .description('Q-learning over three routes of the simulated network, beside simple rules and the oracle')
    .option('--seeds <count>', 'so many days of traffic and agents', countUpTo(1000), 30)
    .option('--json', 'print {routes, rows, curve, values} as one JSON object')
    .action(({ seeds, json }: { seeds: number; json?: boolean }) => {
      const table = seedTable(seeds);
      process.stdout.write(json ? `${JSON.stringify(table)}\n` : describeSeeds(table, seeds));
    });
}
