import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newRandomId } from '../app/ids.ts';
import type { Envelope } from '../bot/envelope.ts';
import { createPrintedSlack, type PrintedCall } from '../bot/printed-slack.ts';
import { type Config, slackSettings } from '../config.ts';
import { NocturneError } from '../errors.ts';
import { createLog } from '../log.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { printJson, printLine } from './output.ts';

interface ReplayEventOptions extends ConfigOptions {
  send?: boolean;
  json?: boolean;
}

/** The body in a file: as it is, or in the envelope of Socket Mode. */
async function readBody(file: string): Promise<Envelope> {
  try {
    const content = JSON.parse(await readFile(file, 'utf8')) as Envelope;
    const body = content?.envelope_id && content.payload ? content.payload : content;
    if (typeof body === 'object' && body !== null && (body.type || body.command)) return body as Envelope;
  } catch (cause) {
    throw new NocturneError('event-unreadable', `Cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
  throw new NocturneError('event-unreadable', `${file} holds no body of Slack: it has neither "type" nor "command"`, {
    hint: 'save what Slack sent: an event, an interaction or a slash command, as JSON',
  });
}

/** A memory of its own: what is replayed decides about nothing that is real. */
const apart = (config: Config, state: string): Config => ({
  ...config,
  state,
  environment: { ...config.environment, DATABASE_URL: undefined, REDIS_URL: undefined },
});

async function replayEvent(file: string, options: ReplayEventOptions): Promise<void> {
  const body = await readBody(file);
  const config = readConfig(options, { needs: options.send ? ['slack'] : [] });
  const folder = await mkdtemp(join(tmpdir(), 'nocturne-event-'));
  const calls: PrintedCall[] = [];
  const { channel } = config.slack;
  const printed = createPrintedSlack({ body, channel, tell: (call) => calls.push(call) });
  const { createApp } = await import('../app.ts');
  const app = await createApp(apart(config, folder), {
    clock: Date.now,
    newId: newRandomId,
    log: createLog({ level: 'warn' }),
    passive: options.send
      ? { slack: slackSettings(config) }
      : { slack: { botToken: 'xoxb-replay', channel, mode: 'socket' }, fetch: printed },
  });
  try {
    await app.bot.start();
    await app.bot.deliver(body);
    await app.bot.close();
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
  if (options.json) return printJson({ sent: options.send === true, calls });
  if (options.send) return printLine('delivered; the answers went to Slack');
  if (calls.length === 0) printLine('the bot did nothing');
  for (const call of calls) printLine(`${call.method}\n${JSON.stringify(call.arguments, null, 2)}`);
}

export const replayEventCommand: CliCommand = {
  name: 'replay-event',
  register(program) {
    const command = program
      .command('replay-event')
      .description('Give one event, interaction or command of Slack to the bot and print what it would answer')
      .argument('<file>', 'JSON as Slack sent it')
      .option('--send', 'let the answers go to Slack instead of printing them')
      .option('--json', 'print {sent, calls: [{method, arguments}]}');
    addConfigOptions(command).action(replayEvent);
  },
};
