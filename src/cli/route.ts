import { oneLine } from '../bot/text.ts';
import type { RouteAnswer } from '../web/route-route.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { printJson, printLine } from './output.ts';
import { needRunningBot } from './running-bot.ts';

const longestLine = 2000;

/** A running bot answers, because it reaches the devices and hears the telemetry. */
async function show(from: string, to: string, { json, ...rest }: ConfigOptions & { json?: boolean }): Promise<void> {
  const bot = await needRunningBot(readConfig(rest), 'start it with: nocturne start');
  const answer = await bot.get<RouteAnswer>(`/api/v1/route?${new URLSearchParams({ from, to })}`);
  if (json) return printJson(answer);
  for (const line of [answer.title, ...answer.lines]) printLine(oneLine(line, longestLine));
}

export const route: CliCommand = {
  name: 'route',
  register(program) {
    const command = program
      .command('route')
      .description(
        'Ask the running bot for the way between two devices, and whether a change of one OSPF cost would make it faster',
      )
      .argument('<from>', 'device of the inventory')
      .argument('<to>', 'device of the inventory')
      .option('--json', 'print what is known of the route, and what is recommended, as JSON');
    addConfigOptions(command).action(show);
  },
};
