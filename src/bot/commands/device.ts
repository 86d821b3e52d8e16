import type { KnownBlock } from '@slack/types';
import type { Device, Link } from '../../domain/device.ts';
import { formatPlace, type Place } from '../../domain/place.ts';
import { describeMetric } from '../../domain/sample.ts';
import { nearestWord } from '../../foundation/nearest-word.ts';
import { count } from '../../foundation/number-words.ts';
import { context, preformatted, section } from '../blocks.ts';
import { latest, showLatest } from '../readings.ts';
import { textTable } from '../table.ts';
import { cut, escapeMrkdwn, listWords, showDate, showDuration, showNumber, showTime } from '../text.ts';
import type { Command, CommandPorts } from './command.ts';

const rowsShown = 30;
const changeDays = 7;
const diffShown = 1500;

export const device: Command = {
  name: 'device',
  parameters: '<name>',
  summary: 'what a device reads now, what it is connected to, and how its configuration changed',
  example: 'device Router-A',
  effect: 'read',
  async run({ args }, ports) {
    const [name] = args;
    if (!name || args.length > 1) return 'usage';
    const { devices, links } = ports.topology();
    const found = devices.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!found) {
      const near = nearestWord(
        name,
        devices.map((one) => one.name),
      );
      return { text: `I know no device \`${escapeMrkdwn(name, 60)}\`.${near ? ` Did you mean \`${near}\`?` : ''}` };
    }
    const cables = links.filter(({ a, b }) => a.device === found.name || b.device === found.name);
    const heard = ports.metrics.lastHeard(found.name);
    const silence = heard === null ? 'not heard since the start' : `heard ${showDuration(ports.clock() - heard)} ago`;
    const title = `*${escapeMrkdwn(found.name)}* · ${escapeMrkdwn(`${found.role}, ${found.platform}, ${found.site}`)} · ${silence}`;
    const rows = placesOf(found, cables)
      .flatMap((place) => readings(place, ports))
      // What a sender calls by a name of its own comes last: there may be dozens of them for each interface.
      .sort((a, b) => Number(b.isOurs) - Number(a.isOurs));
    const left = rows.length - rowsShown;
    const since = ports.clock() - changeDays * 86_400_000;
    const changed = await ports.changes.configChanges(found.name, since);
    const shown = rows.slice(0, rowsShown).map(({ cells }) => cells);
    const table = textTable(['where', 'metric', 'now'], shown, { right: [2], width: 40 });
    return {
      text: title,
      blocks: [
        section(title),
        rows.length > 0 ? preformatted(table) : section('No data. That does not mean that it is well.'),
        ...(left > 0 ? [context(`${count(left, 'further reading')}, not shown here.`)] : []),
        ...configBlocks(changed),
        context(
          cables.length > 0 ? `Links: ${escapeMrkdwn(listWords(cables.map((link) => link.name)), 1500)}` : 'No links.',
        ),
      ],
    };
  },
};

/** The latest change in full, the others by their time. What a configuration holds is shown as it is and never as markup. */
function configBlocks({
  lastReadAt,
  maskedLines,
  changes,
}: Awaited<ReturnType<CommandPorts['changes']['configChanges']>>): KnownBlock[] {
  if (lastReadAt === null) return [context('Its configuration was never read, so nobody knows what changed.')];
  const [latestChange, ...earlier] = changes;
  const unseen = maskedLines > 0 ? `, ${count(maskedLines, 'line')} with secrets, of which a change is not seen` : '';
  const read = `read last ${showTime(lastReadAt)}${unseen}`;
  if (!latestChange) return [context(`Configuration: no change seen in ${changeDays} days, ${read}.`)];
  const by = ({ planId }: { planId: string | null }) => (planId === null ? 'by no plan' : `by \`${planId}\``);
  const others = earlier.slice(0, 5).map((change) => `${showDate(change.at)} ${by(change)}`);
  return [
    section(`*Configuration* found changed ${showDate(latestChange.at)}, ${by(latestChange)}`),
    preformatted(cut(latestChange.diff, diffShown)),
    context([`Configuration ${read}`, ...(others.length > 0 ? [`before that: ${others.join(', ')}`] : [])].join(' · ')),
  ];
}

function placesOf({ name, interfaces }: Device, links: readonly Link[]): Place[] {
  const ends = links.flatMap(({ a, b }) => [a, b]).filter((end) => end.device === name);
  const ports = new Set([null, ...Object.keys(interfaces), ...ends.map((end) => end.interface)]);
  return [...ports].map((port) => ({ device: name, interface: port }));
}

function readings(place: Place, { metrics, clock }: CommandPorts): { cells: string[]; isOurs: boolean }[] {
  return metrics.metricsAt(place).map((metric) => {
    const { title, unit } = describeMetric(metric);
    const now = showLatest(latest(metrics, place, metric, clock()), (value) => `${showNumber(value)} ${unit}`);
    return { cells: [formatPlace(place), title, now], isOurs: title !== metric };
  });
}
