import { join } from 'node:path';
import { parseUnit } from '../../src/cli/arguments.ts';
import { formatTable, printJson, printLine } from '../../src/cli/output.ts';
import { readTopology } from '../../src/network/inventory.ts';
import { readText } from '../../src/telemetry/csv/text-file.ts';
import type { Precision } from '../../src/telemetry/precision.ts';
import { mapLines } from '../mapping/map-file.ts';
import type { BenchCommand } from './bench-command.ts';

interface MappingOptions {
  file: string;
  topology?: string;
  precision: Precision;
  json?: boolean;
}

const examples = join(import.meta.dirname, '../mapping/telegraf.lp');
const exampleTopology = join(import.meta.dirname, '../mapping/topology.yaml');

/** What the product makes of any lines: places, strangers, and what was lost on the way. */
export const mapping: BenchCommand = {
  name: 'mapping',
  register(program) {
    program
      .command('mapping')
      .description('what becomes of lines of InfluxDB line protocol: places and values, unknown senders, lost values')
      .option('--file <lines.lp>', 'lines as senders write them (.gz or plain)', examples)
      .option('--topology <yaml>', 'the inventory; without it every sender is known')
      .option('--precision <unit>', 'unit of the times: ns, us, ms, s', parseUnit, 'ns')
      .option('--json', 'print {lines, places, unknown, unknownInterfaces, lost, bad}')
      .action(run);
  },
};

async function run({ file, topology, precision, json }: MappingOptions): Promise<void> {
  const inventory = topology ?? (file === examples ? exampleTopology : undefined);
  const mapped = mapLines(readText(file), {
    ...{ topology: inventory === undefined ? null : await readTopology(inventory), precision, now: Date.now() },
  });
  if (json) return printJson(mapped);
  const rows = mapped.places.map(({ device, interface: port, metric, value, unit }) => [
    device,
    port ?? '',
    metric,
    String(Number(value.toFixed(4))),
    unit,
  ]);
  printLine(formatTable(['DEVICE', 'INTERFACE', 'METRIC', 'LAST VALUE', 'UNIT'], rows));
  for (const { sender, tags, samples } of mapped.unknown) {
    printLine(
      `unknown sender ${sender}: ${samples} values, ${Object.entries(tags)
        .map(([tag, value]) => `${tag}=${value}`)
        .join(' ')}`,
    );
  }
  for (const { device, interface: port } of mapped.unknownInterfaces)
    printLine(`unknown interface ${device} ${port ?? ''}`);
  for (const { says, samples } of mapped.lost) printLine(`lost ${samples}: ${says}`);
  for (const bad of mapped.bad) printLine(`not read: ${bad}`);
}
