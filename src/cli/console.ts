import { createInterface } from 'node:readline/promises';
import { newRandomId } from '../app/ids.ts';
import { hasDatabase } from '../app/state-folders.ts';
import { type Config, noSlack } from '../config.ts';
import { describeError, NocturneError } from '../errors.ts';
import { createLog } from '../log.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { printLine } from './output.ts';
import { findRunningBot } from './running-bot.ts';

/** Something that answers what is typed. */
interface Talk {
  with: string;
  say(text: string): Promise<string>;
  close(): Promise<void>;
}

/** The bot that runs, or the product over the local store with nothing started. */
async function openTalk(config: Config, options: ConfigOptions): Promise<Talk> {
  const bot = options.state === undefined ? await findRunningBot(config) : undefined;
  if (bot) {
    const say = async (text: string) => (await bot.post<{ text: string }>('/api/v1/commands', { text })).text;
    return { with: `the bot at ${bot.url}`, say, close: async () => undefined };
  }
  if (!hasDatabase(config)) {
    throw new NocturneError('store-missing', `No bot runs, and there is no database in ${config.state}`, {
      hint: 'start a bot first, or name another configuration with --config',
    });
  }
  const { createApp } = await import('../app.ts');
  const app = await createApp(config, {
    clock: Date.now,
    newId: newRandomId,
    log: createLog({ level: 'warn' }),
    passive: { slack: noSlack(config) },
  });
  return { with: `the memory in ${config.state}; no bot runs`, say: app.bot.console, close: app.close };
}

/** What follows the name of the slash command; the name may be left out. */
function wordsOf(line: string, commandName: string): string {
  const text = line.trim();
  return text === commandName || text.startsWith(`${commandName} `) ? text.slice(commandName.length).trim() : text;
}

async function talkOn(talk: Talk, commandName: string): Promise<void> {
  const isTerminal = process.stdin.isTTY === true;
  const lines = createInterface({ input: process.stdin, output: isTerminal ? process.stderr : undefined });
  if (isTerminal) {
    process.stderr.write(`talking to ${talk.with}. Try help; exit or Ctrl-D ends.\n`);
    lines.setPrompt(`${commandName} `);
    lines.prompt();
  }
  for await (const line of lines) {
    const words = wordsOf(line, commandName);
    if (words === 'exit' || words === 'quit') break;
    if (words !== '') printLine(await talk.say(words).catch(describeError));
    if (isTerminal) lines.prompt();
  }
  lines.close();
}

async function openConsole(words: string[], options: ConfigOptions): Promise<void> {
  const config = readConfig(options);
  const talk = await openTalk(config, options);
  const { command } = config.slack;
  try {
    if (words.length > 0) printLine(await talk.say(wordsOf(words.join(' '), command)));
    else await talkOn(talk, command);
  } finally {
    await talk.close();
  }
}

export const consoleCommand: CliCommand = {
  name: 'console',
  register(program) {
    const command = program
      .command('console')
      .description("Talk to the bot's commands in a terminal, without Slack; a line of input is one command")
      .argument('[words...]', 'run this one command and end, for example: status');
    addConfigOptions(command, { state: true }).action(openConsole);
  },
};
