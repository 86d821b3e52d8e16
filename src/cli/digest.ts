import { Argument, Option } from 'commander';
import { oneLine } from '../bot/text.ts';
import { describeDigest } from '../digests/digest-words.ts';
import { type Digest, digestKinds } from '../domain/digest.ts';
import { utcMinute } from '../foundation/utc-words.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { printJson, printLine } from './output.ts';
import { needRunningBot } from './running-bot.ts';

interface DigestOptions extends ConfigOptions {
  json?: boolean;
  markdown?: boolean;
}

/** A running bot answers, because it knows who was heard and has the history open. */
async function show(kind: string, { json, markdown, ...rest }: DigestOptions): Promise<void> {
  const bot = await needRunningBot(readConfig(rest), 'start it with: nocturne start');
  const digest = await bot.get<Digest>(`/api/v1/digest?kind=${kind}`);
  if (json) return printJson(digest);
  for (const line of digestLines(digest, markdown ?? false)) printLine(line);
}

const longestLine = 3000;

/** A digest as text for a terminal, or as Markdown. */
export function digestLines(digest: Digest, isMarkdown: boolean): string[] {
  const { title, lines, parts } = describeDigest(digest, { time: utcMinute, user: (user) => user });
  // Names come from senders too: none of them ends a line or paints the terminal.
  const written = (name: string) => {
    const text = oneLine(name, longestLine);
    return isMarkdown ? text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&') : text;
  };
  const head = isMarkdown ? [`# ${written(title)}`, ''] : [title];
  const item = (line: string) => `${isMarkdown ? '- ' : '  '}${written(line)}`;
  const detail = parts.flatMap((part) => [
    ...['', `${isMarkdown ? '## ' : ''}${written(part.title)}${isMarkdown ? '' : ` (/noc ${oneLine(part.query)})`}`],
    ...(isMarkdown
      ? ['', ...part.lines.map(item), '', `\`/noc ${oneLine(part.query).replaceAll('`', 'ʼ')}\``]
      : part.lines.map(item)),
  ]);
  return [...head, ...lines.map(isMarkdown ? item : (line) => written(line)), ...detail];
}

export const digest: CliCommand = {
  name: 'digest',
  register(program) {
    const command = program
      .command('digest')
      .description(
        'Ask the running bot what happened, what is open and what comes: of eight hours (now, shift), a day (morning) or a week',
      )
      .addArgument(new Argument('[kind]', 'which digest').choices(['now', ...digestKinds]).default('now'))
      .addOption(new Option('--json', 'print the digest as JSON').conflicts('markdown'))
      .option('--markdown', 'print Markdown');
    addConfigOptions(command).action(show);
  },
};
