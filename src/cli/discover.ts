import { existsSync, writeFileSync } from 'node:fs';
import type { DiscoveredDevice } from '../domain/discovered-device.ts';
import { NocturneError } from '../errors.ts';
import { count } from '../foundation/number-words.ts';
import { draftTopology, formatDraft } from '../network/draft-topology.ts';
import { createDiscovery } from '../telemetry/discovery.ts';
import { readersOf } from '../telemetry/line-blocks.ts';
import type { Precision } from '../telemetry/precision.ts';
import { readTextBlocks } from '../telemetry/text-lines.ts';
import { parseUnit } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { printJson, printLine } from './output.ts';
import { needRunningBot } from './running-bot.ts';

interface DiscoverOptions extends ConfigOptions {
  file?: string;
  precision: Precision;
  out?: string;
  json?: boolean;
}

async function findDevices({ file, precision, ...options }: DiscoverOptions): Promise<DiscoveredDevice[]> {
  const config = readConfig(options);
  if (file !== undefined) {
    const discovery = createDiscovery(config.mapping);
    for await (const { reader } of readersOf(readTextBlocks(file), { precision, now: Date.now() }))
      for (let point = reader.next(); point !== null; point = reader.next()) if (point?.ok) discovery.note(point);
    return discovery.devices();
  }
  const hint = 'start one with nocturne start --no-slack and an inventory `devices: {}`, or name lines with --file';
  const bot = await needRunningBot(config, hint);
  const sent = await bot.get<SentDevice[]>('/api/v1/discovered');
  return sent.map((device) => ({ ...device, interfaces: new Map(Object.entries(device.interfaces)) }));
}

type SentDevice = Omit<DiscoveredDevice, 'interfaces'> & {
  interfaces: Record<string, { description: string | null; speedMbps: number | null }>;
};

async function discoverNow({ out, json, ...options }: DiscoverOptions): Promise<void> {
  if (out !== undefined && existsSync(out)) {
    throw new NocturneError('file-exists', `${out} is there already`, { hint: 'name a new file, and compare the two' });
  }
  const found = await findDevices(options);
  if (found.length === 0) {
    throw new NocturneError(
      'nothing-heard',
      `${options.file ?? 'The bot'} tells of no device that the inventory does not have`,
      {
        hint: 'nocturne sources shows what is heard; bench -- mapping shows what becomes of lines',
      },
    );
  }
  const draft = draftTopology(found);
  if (json) return printJson(draft);
  const text = formatDraft(draft);
  if (out === undefined) return printLine(text.trimEnd());
  writeFileSync(out, text);
  const { devices, links } = draft.topology;
  printLine(
    `${out}: ${count(devices.length, 'device')}, ${count(links.length, 'link')}; look through it before you use it`,
  );
}

export const discover: CliCommand = {
  name: 'discover',
  register(program) {
    const command = program
      .command('discover')
      .description(
        'Write a first topology.yaml from the telemetry that is heard: devices, addresses, interfaces and links, for you to look through',
      )
      .option('--file <lines.lp>', 'lines as senders write them (.gz or plain), instead of what the running bot hears')
      .option('--precision <unit>', 'with --file: unit of the times (ns, us, ms, s, m, h)', parseUnit, 'ns')
      .option('--out <topology.yaml>', 'file to make (default: print it)')
      .option('--json', 'print {topology, links, leftOut}');
    addConfigOptions(command).action(discoverNow);
  },
};
