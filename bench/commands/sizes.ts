import { parseInteger } from '../../src/cli/arguments.ts';
import { NocturneError } from '../../src/errors.ts';
import { formatBytes, formatNumber } from '../../src/foundation/number-words.ts';
import { measureSizes, type SizesRow, type Took } from '../sizes/measure-sizes.ts';
import type { BenchCommand } from './bench-command.ts';

interface SizesOptions {
  devices: number;
  interfaces: number;
  seconds: string;
  json?: boolean;
}

const daySeconds = 86_400;

function readIntervals(text: string): number[] {
  const intervals = text.split(',').map(Number);
  if (intervals.every((each) => Number.isInteger(each) && each >= 1 && each <= daySeconds)) return intervals;
  throw new NocturneError('intervals-invalid', `--seconds ${text}: name whole seconds from 1 to 86400, with commas`);
}

const took = ({ seconds, cpuSeconds }: Took) =>
  `${formatNumber(seconds)} s (${formatNumber(cpuSeconds)} s of processor)`;

/** A column for each interval. */
function table(rows: readonly SizesRow[]): string {
  const lines: [what: string, cell: (row: SizesRow) => string][] = [
    ['series', ({ series }) => series.toLocaleString('en')],
    ['samples a day', ({ samples }) => samples.toLocaleString('en')],
    ['a finished day on the disk', ({ dayBytes }) => formatBytes(dayBytes)],
    ['a year of them', ({ dayBytes }) => formatBytes(365 * dayBytes)],
    ['one device and day', ({ dayBytes, devices }) => formatBytes(dayBytes / devices)],
    ['one interface and day', ({ dayBytes, devices, interfaces }) => formatBytes(dayBytes / devices / interfaces)],
    ['bytes for a sample', ({ bytesPerSample }) => formatNumber(bytesPerSample)],
    ['the open file at the end of the day', ({ openBytes }) => formatBytes(openBytes)],
    ['a day is written in', ({ write }) => took(write)],
    ['a finished day is put into files in', ({ seal }) => took(seal)],
    ['longest wait of a sample meanwhile', ({ seal }) => `${formatNumber(seal.longestWaitSeconds)} s`],
    ['a day of one series is read in', ({ readOne }) => took(readOne)],
    ['a day of one device, by the hour', ({ readDevice }) => took(readDevice)],
    ['the ten highest of one metric', ({ readTop }) => took(readTop)],
    ['memory at most, with the simulation', ({ peakMemoryBytes }) => formatBytes(peakMemoryBytes)],
  ];
  const [first] = rows;
  const head = [
    `| ${first!.devices} devices with ${first!.interfaces} interfaces each | ${rows.map(({ everySeconds }) => `every ${everySeconds} s`).join(' | ')} |`,
    `|---|${rows.map(() => '---:|').join('')}`,
  ];
  return [...head, ...lines.map(([what, cell]) => `| ${what} | ${rows.map(cell).join(' | ')} |`)].join('\n');
}

/** What a day of telemetry takes of disk, time and memory. */
export const sizes: BenchCommand = {
  name: 'sizes',
  register(program) {
    program
      .command('sizes')
      .description(
        'what a day of telemetry takes of disk, time and memory, written and read by the history of the product',
      )
      .option('--devices <number>', 'devices of the simulated network', parseInteger, 50)
      .option('--interfaces <number>', 'interfaces of each', parseInteger, 24)
      .option('--seconds <list>', 'seconds from one value to the next', '60,10')
      .option('--json', 'print {rows} as JSON')
      .action(async ({ devices, interfaces, seconds, json }: SizesOptions) => {
        const rows: SizesRow[] = [];
        for (const everySeconds of readIntervals(seconds)) {
          process.stderr.write(`sizes: a day, every ${everySeconds} s\n`);
          rows.push(await measureSizes({ devices, interfaces, everySeconds, seed: 1 }));
        }
        process.stdout.write(`${json ? JSON.stringify({ rows }) : table(rows)}\n`);
      });
  },
};
