import { formatPlace } from '../../domain/place.ts';
import { chartOfForecast } from '../../tools/forecast/chart.ts';
import { forecastHours, forecastPlace } from '../../tools/forecast/place.ts';
import { type ForecastQuestion, findTarget } from '../../tools/forecast/target.ts';
import { describeForecast } from '../../tools/forecast/words.ts';
import { context, section } from '../blocks.ts';
import { escapeMrkdwn, listWords } from '../text.ts';
import type { Command } from './command.ts';

const { least, most, usual } = forecastHours;

export const forecast: Command = {
  name: 'forecast',
  parameters: '<device> [interface] [metric] [hours]',
  summary:
    'what a metric will probably read in ten minutes, beside what was forecast in the last `[hours]` and what came',
  example: 'forecast Router-A cpu_pct 6',
  effect: 'read',
  async run({ args: [device, ...words] }, ports) {
    const asked = device === undefined ? null : parse(device, words, ports.topology().links);
    if (!asked) return 'usage';
    const { hours = usual, ...question } = asked;
    if (hours < least || hours > most) return { text: `The hours must be a whole number from ${least} to ${most}.` };
    const now = ports.clock();
    const target = await findTarget({ ...ports, topology: ports.topology() }, question, now);
    if ('problem' in target) return { text: escapeMrkdwn(target.problem, 1000) };
    const found = await forecastPlace(ports, { ...target, hours, now });
    const { title, line, more } = describeForecast(found);
    const others = target.others.map(formatPlace).slice(0, 8);
    const also = others.length > 0 ? [`${listWords(others)} ${others.length > 1 ? 'send' : 'sends'} it too.`] : [];
    const text = `*${escapeMrkdwn(title, 150)}*: ${escapeMrkdwn(line, 400)}`;
    const chart = chartOfForecast(found);
    const picture = chart ? [await ports.pictures.block('forecast', chart, title)] : [];
    const notes = [...more, ...also].join(' ');
    return { text, blocks: [section(text), ...picture, ...(notes === '' ? [] : [context(escapeMrkdwn(notes, 1500))])] };
  },
};

type Links = readonly { a: Ends; b: Ends }[];
interface Ends {
  device: string;
  interface: string | null;
}

/** Words after the device in any order: hours are a number, an interface is one of the inventory, and what is left is the metric. */
function parse(device: string, words: readonly string[], links: Links): (ForecastQuestion & { hours?: number }) | null {
  const isPort = (word: string) =>
    links.some(({ a, b }) => [a, b].some((end) => end.interface?.toLowerCase() === word.toLowerCase()));
  const question: ForecastQuestion & { hours?: number } = { device };
  for (const word of words) {
    if (/^\d+h?$/.test(word) && question.hours === undefined) question.hours = Number.parseInt(word, 10);
    else if (isPort(word) && question.interface === undefined) question.interface = word;
    else if (question.metric === undefined) question.metric = word;
    else return null;
  }
  return question;
}
