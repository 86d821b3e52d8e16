import { formatPlace, type Place } from '../../domain/place.ts';
import { describeMetric } from '../../domain/sample.ts';
import { context, preformatted, section } from '../blocks.ts';
import { latest } from '../readings.ts';
import { textTable } from '../table.ts';
import { escapeMrkdwn, listWords, showDuration, showNumber } from '../text.ts';
import type { Command, CommandPorts } from './command.ts';
import { nearestWord } from './nearest-word.ts';

const rowsShown = 30;

export const device: Command = {
  name: 'device',
  parameters: '<name>',
  summary: 'what a device reads now and what it is connected to',
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
    const silence = heard === null ? 'never heard' : `heard ${showDuration(ports.clock() - heard)} ago`;
    const title = `*${escapeMrkdwn(found.name)}* · ${escapeMrkdwn(`${found.role}, ${found.platform}, ${found.site}`)} · ${silence}`;
    const rows = placesOf(found.name, cables).flatMap((place) => readings(place, ports));
    const table = textTable(['where', 'metric', 'now'], rows.slice(0, rowsShown), { right: [2] });
    return {
      text: title,
      blocks: [
        section(title),
        rows.length > 0 ? preformatted(table) : section('No data. That does not mean that it is well.'),
        context(
          cables.length > 0 ? `Links: ${escapeMrkdwn(listWords(cables.map((link) => link.name)), 1500)}` : 'No links.',
        ),
      ],
    };
  },
};

function placesOf(name: string, links: { a: Place; b: Place }[]): Place[] {
  const ends = links.flatMap(({ a, b }) => [a, b]).filter((end) => end.device === name);
  return [{ device: name, interface: null }, ...ends];
}

function readings(place: Place, { metrics, clock }: CommandPorts): string[][] {
  return metrics.metricsAt(place).map((metric) => {
    const value = latest(metrics, place, metric, clock());
    const { title, unit } = describeMetric(metric);
    return [formatPlace(place), title, value === null ? 'no data' : `${showNumber(value)} ${unit}`.trim()];
  });
}
