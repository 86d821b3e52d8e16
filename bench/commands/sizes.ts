import { parseInteger } from '../../src/cli/arguments.ts';
import { historyBuckets } from '../../src/domain/history-reader.ts';
import { NocturneError } from '../../src/errors.ts';
import { formatBytes, formatNumber } from '../../src/foundation/number-words.ts';
import { measureSizes, type SizesRow, type Took } from '../sizes/measure-sizes.ts';
import type { SimulatedNetwork } from '../sizes/simulated-day.ts';
import type { BenchCommand } from './bench-command.ts';

interface SizesOptions {
  devices: number;
  interfaces: number;
  seconds: string;
  json?: boolean;
}

const daySeconds = 86_400;
const mostPlaces = 10_000;

/** The networks that the options ask for. Throws `network-invalid`. */
export function readNetworks({ devices, interfaces, seconds }: Omit<SizesOptions, 'json'>): SimulatedNetwork[] {
  const intervals = seconds.split(',').map(Number);
  const isCount = (value: number) => value >= 1 && value <= mostPlaces;
  const isInterval = (value: number) => Number.isInteger(value) && value >= 1 && value <= daySeconds;
  if (!isCount(devices) || !isCount(interfaces) || !intervals.every(isInterval)) {
    throw new NocturneError('network-invalid', 'There is no such network to simulate', {
      hint: `--devices and --interfaces are whole numbers from 1 to ${mostPlaces}, --seconds are some from 1 to ${daySeconds}, with commas`,
    });
  }
  return intervals.map((everySeconds) => ({ devices, interfaces, everySeconds, seed: 1 }));
}

const took = ({ seconds, cpuSeconds }: Took) =>
  `${formatNumber(seconds)} s (${formatNumber(cpuSeconds)} s of processor)`;

type Line = [what: string, cell: (row: SizesRow) => string];

/** A column for each interval. */
function table(rows: readonly SizesRow[]): string {
  const lines: Line[] = [
    ['series', ({ series }) => series.toLocaleString('en')],
    ['samples a day', ({ samples }) => samples.toLocaleString('en')],
    ['a finished day on the disk', ({ dayBytes }) => formatBytes(dayBytes)],
    ...historyBuckets.map(
      (bucket): Line => [
        `its sums by ${bucket.replace('-', ' ')}`,
        ({ rollupBytes }) => formatBytes(rollupBytes[bucket]),
      ],
    ),
    ['a year of them', ({ dayBytes }) => formatBytes(365 * dayBytes)],
    ['one device and day', ({ dayBytes, devices }) => formatBytes(dayBytes / devices)],
    ['one interface and day', ({ dayBytes, devices, interfaces }) => formatBytes(dayBytes / devices / interfaces)],
    ['bytes for a sample', ({ bytesPerSample }) => formatNumber(bytesPerSample)],
    ['the open file at the end of the day', ({ openBytes }) => formatBytes(openBytes)],
    ['a day is written in, its hours put into files', ({ write }) => took(write)],
    ['a finished day becomes one file and is summed up in', ({ seal }) => took(seal)],
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
      .action(async ({ json, ...options }: SizesOptions) => {
        const rows: SizesRow[] = [];
        for (const network of readNetworks(options)) {
          process.stderr.write(`sizes: a day, every ${network.everySeconds} s\n`);
          rows.push(await measureSizes(network));
        }
        process.stdout.write(`${json ? JSON.stringify({ rows }) : table(rows)}\n`);
      });
  },
};
