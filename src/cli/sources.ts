import type { TelemetryView } from '../app/telemetry-view.ts';
import { manyLines } from '../bot/text.ts';
import { formatPlace } from '../domain/place.ts';
import { count } from '../foundation/number-words.ts';
import { type LossReason, lossReasons } from '../telemetry/mapping/losses.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { formatTable, printJson, printLine } from './output.ts';
import { needRunningBot } from './running-bot.ts';

interface SourcesOptions extends ConfigOptions {
  json?: boolean;
}

async function show(options: SourcesOptions): Promise<void> {
  const bot = await needRunningBot(
    readConfig(options),
    'start one with: nocturne start (or nocturne start --no-slack)',
  );
  const view = await bot.get<TelemetryView>('/api/v1/telemetry');
  if (options.json) return printJson(view);
  printLine(describe(view, Date.now()));
}

const ago = (at: number, now: number) => `${Math.max(0, Math.round((now - at) / 1000))} s ago`;
const list = (tags: Record<string, string>) =>
  Object.entries(tags)
    .map(([tag, value]) => `${tag}=${value}`)
    .join(' ');

/** What is heard, by whom it is sent, what is missing, and what to do about it. */
export function describe(view: TelemetryView, now: number): string {
  const { places, unknownDevices, pasteAll, unknownInterfaces, neverHeard, sources, notListed } = view;
  const parts: string[] = [];
  for (const [name, { points, samples, badPoints, lastAt, lost, failing }] of Object.entries(sources)) {
    const last = lastAt === null ? 'nothing yet' : `last ${ago(lastAt, now)}`;
    parts.push(`${name}: ${count(points, 'line')}, ${count(samples, 'sample')}, ${badPoints} not understood, ${last}`);
    if (failing) parts.push(`  it fails: ${failing.says}`);
    for (const [reason, values] of Object.entries(lost))
      parts.push(`  ${count(values, 'value')} without a sample: ${lossReasons[reason as LossReason]}`);
  }
  parts.push('');
  const rows = places.map((place) => [
    place.device,
    place.interface ?? '',
    ago(place.lastAt, now),
    place.metrics.join(' '),
  ]);
  parts.push(
    rows.length > 0
      ? formatTable(['DEVICE', 'INTERFACE', 'HEARD', 'METRICS'], rows)
      : 'No device of the inventory was heard yet.',
  );
  if (unknownDevices.length > 0) {
    parts.push(
      '',
      `${count(unknownDevices.length, 'sender')} that the inventory does not have; nothing of them is judged:`,
    );
    for (const { device, tags, values, lastAt, paste, inventory } of unknownDevices) {
      parts.push(
        `  ${device}: ${count(values, 'value')}, ${ago(lastAt, now)}; ${list(tags)}`,
        `    for nocturne.yaml: ${paste}`,
      );
      if (inventory) parts.push(`    or at its device in topology.yaml: ${inventory}`);
    }
    if (unknownDevices.length > 1) parts.push(`  all of them in nocturne.yaml: ${pasteAll}`);
    parts.push('  or let nocturne discover write them into a topology.yaml');
  }
  if (unknownInterfaces.length > 0) {
    parts.push(
      '',
      `${count(unknownInterfaces.length, 'interface')} that the inventory does not have; they are judged under the sent name:`,
    );
    for (const place of unknownInterfaces)
      parts.push(`  ${formatPlace(place)}: ${count(place.values, 'value')}; ${list(place.tags)}`);
  }
  if (neverHeard.length > 0) parts.push('', `Never heard since the start: ${neverHeard.map(formatPlace).join(', ')}`);
  if (notListed > 0) parts.push('', `${count(notListed, 'line')} came from senders for which this list has no room.`);
  // Names and tags are what senders wrote: none of them paints the terminal.
  return manyLines(parts.join('\n'));
}

export const sources: CliCommand = {
  name: 'sources',
  register(program) {
    const command = program
      .command('sources')
      .description('Who sends telemetry to the running bot, who of them is unknown, and which devices say nothing')
      .option('--json', 'print {places, unknownDevices, pasteAll, unknownInterfaces, neverHeard, notListed, sources}');
    addConfigOptions(command).action(show);
  },
};
