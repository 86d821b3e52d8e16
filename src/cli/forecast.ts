import { InvalidArgumentError, Option } from 'commander';
import { NocturneError } from '../errors.ts';
import { createLog } from '../log.ts';
import type { ForecastAnswer, ForecastOrder } from '../tools/forecast/answer.ts';
import { forecastHours } from '../tools/forecast/place.ts';
import { parseInteger } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { printJson, printLine } from './output.ts';
import { findRunningBot, type RunningBot } from './running-bot.ts';

interface ForecastOptions extends ConfigOptions {
  interface?: string;
  hours: number;
  day?: boolean;
  json?: boolean;
}

const { least, most, usual } = forecastHours;

function parseHours(text: string): number {
  const hours = parseInteger(text);
  if (hours >= least && hours <= most) return hours;
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
}

function askBot(bot: RunningBot, order: ForecastOrder): Promise<ForecastAnswer> {
  const given = Object.entries(order).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return bot.get(`/api/v1/forecast?${new URLSearchParams(given)}`);
}

/** A running bot answers, because it has the history open and knows the last minutes. */
async function show(device: string, metric: string | undefined, options: ForecastOptions): Promise<void> {
  const { interface: port, hours, day, json, ...rest } = options;
  const config = readConfig(rest);
  const order: ForecastOrder = { device, metric, interface: port, ...(day ? { day } : { hours }) };
  const bot = options.state === undefined ? await findRunningBot(config) : undefined;
  const { forecastNow } = await import('../app/forecast-now.ts');
  const answer = bot
    ? await askBot(bot, order)
    : await forecastNow(config, order, { log: createLog({ level: 'fatal' }), now: Date.now() });
  if ('problem' in answer) throw new NocturneError('nothing-to-forecast', answer.problem.replace(/\.$/, ''));
  if (json) return printJson(answer);
  const { title, line, more, byHour = [], others } = answer;
  printLine(`${title}: ${line}`);
  for (const sentence of [...more, ...byHour]) printLine(sentence);
  if (others.length > 0) printLine(`Also sent by: ${others.join(', ')} (--interface)`);
}

export const forecast: CliCommand = {
  name: 'forecast',
  register(program) {
    const command = program
      .command('forecast')
      .description(
        'What a metric of a device will probably read in ten minutes, or hour by hour for a day, and how good such forecasts were there',
      )
      .argument('<device>', 'device of the inventory')
      .argument('[metric]', 'metric, such as latency_ms (default: latency, or the first that is sent)')
      .option('--interface <name>', 'interface of the device (default: the whole device, or the first that sends it)')
      .option('--hours <number>', 'hours on which forecasts of ten minutes are tested', parseHours, usual)
      .addOption(new Option('--day', 'each of the next 24 hours, tested on the last seven days').conflicts('hours'))
      .option(
        '--json',
        'print the forecast, the forecasts of the time on which it is tested beside what came, and what they were worth',
      );
    addConfigOptions(command, { state: true }).action(show);
  },
};
