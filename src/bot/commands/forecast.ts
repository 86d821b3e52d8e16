import { formatPlace, samePlace } from '../../domain/place.ts';
import { utcMinute } from '../../foundation/utc-words.ts';
import { describeRisk } from '../../risks/risk-words.ts';
import { type ForecastOrder, tellForecast } from '../../tools/forecast/answer.ts';
import { forecastHours } from '../../tools/forecast/place.ts';
import { type ForecastQuestion, findTarget } from '../../tools/forecast/target.ts';
import { context, section } from '../blocks.ts';
import { escapeMrkdwn, listWords } from '../text.ts';
import type { Command } from './command.ts';

const { least, most, usual } = forecastHours;

export const forecast: Command = {
  name: 'forecast',
  parameters: '<device> [interface] [metric] [hours | day]',
  summary:
    'what a metric will probably read in ten minutes, beside what was forecast in the last `[hours]` and what came; with `day` in each of the next 24 hours',
  example: 'forecast Router-A cpu_pct day',
  effect: 'read',
  async run({ args: [device, ...words] }, ports) {
    const asked = device === undefined ? null : parse(device, words, ports.topology().links);
    if (!asked) return 'usage';
    if ('hours' in asked && !(asked.hours >= least && asked.hours <= most))
      return { text: `The hours must be a whole number from ${least} to ${most}.` };
    const now = ports.clock();
    const target = await findTarget({ ...ports, topology: ports.topology() }, asked, now);
    if ('problem' in target) return { text: escapeMrkdwn(target.problem, 1000) };
    const { words: said, chart } = await tellForecast(ports, target, asked, now);
    const others = target.others.map(formatPlace).slice(0, 8);
    const also = others.length > 0 ? [`${listWords(others)} ${others.length > 1 ? 'send' : 'sends'} it too.`] : [];
    const text = `*${escapeMrkdwn(said.title, 150)}*: ${escapeMrkdwn(said.line, 600)}`;
    const picture = chart ? [await ports.pictures.block('forecast', chart, said.title)] : [];
    const risk = (await ports.risks.standing()).find(
      (one) => one.risk.metric === target.metric && samePlace(one.risk.place, target.place),
    );
    const warned = risk ? [`A risk stands there: ${describeRisk(risk.risk, now, utcMinute)}.`] : [];
    const notes = [...warned, ...said.more, ...also].join(' ');
    return { text, blocks: [section(text), ...picture, ...(notes === '' ? [] : [context(escapeMrkdwn(notes, 1500))])] };
  },
};

type Links = readonly { a: Ends; b: Ends }[];
interface Ends {
  device: string;
  interface: string | null;
}

/**
 * Words after the device in any order: hours are a number, `day` is itself, an interface is one of the inventory, and what is left is the metric.
 * A day is tested on days, so it takes no hours.
 */
function parse(device: string, words: readonly string[], links: Links): ForecastOrder | null {
  const isPort = (word: string) =>
    links.some(({ a, b }) => [a, b].some((end) => end.interface?.toLowerCase() === word.toLowerCase()));
  const question: ForecastQuestion = { device };
  let ahead: { hours: number } | { day: true } | undefined;
  for (const word of words) {
    if (/^(\d+h?|day)$/i.test(word)) {
      if (ahead !== undefined) return null;
      ahead = /^day$/i.test(word) ? { day: true } : { hours: Number.parseInt(word, 10) };
    } else if (isPort(word) && question.interface === undefined) question.interface = word;
    else if (question.metric === undefined) question.metric = word;
    else return null;
  }
  return { ...question, ...(ahead ?? { hours: usual }) };
}
