import { Option } from 'commander';
import { textTable } from '../bot/table.ts';
import { oneLine } from '../bot/text.ts';
import { csvLine } from '../foundation/csv-line.ts';
import { createLog } from '../log.ts';
import { type QuestionAnswer, rightColumns, shownRows } from '../questions/answer-question.ts';
import { questionKinds } from '../questions/list.ts';
import { parametersOf } from '../questions/read-asked.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { printJson, printLine } from './output.ts';
import { createProgressBar } from './progress.ts';
import { findRunningBot } from './running-bot.ts';

interface HistoryOptions extends ConfigOptions {
  json?: boolean;
  csv?: boolean;
}

/** A running bot answers, because it has the history open; it stops when this process ends. */
async function ask(words: string[], { json, csv, ...rest }: HistoryOptions): Promise<void> {
  if (words.length === 0) return listQuestions();
  const config = readConfig(rest);
  const bot = rest.state === undefined ? await findRunningBot(config) : undefined;
  const bar = createProgressBar();
  const answer = await (bot
    ? bot.follow<{ answer: QuestionAnswer }>('/api/v1/history', { words }, bar.show).then((told) => told.answer)
    : askHere(config, words, bar.show)
  ).finally(() => bar.end());
  if (json) return printJson(answer);
  if (csv) return printCsv(answer);
  printAnswer(answer);
}

async function askHere(
  config: ReturnType<typeof readConfig>,
  words: string[],
  onStep: ReturnType<typeof createProgressBar>['show'],
): Promise<QuestionAnswer> {
  const { askNow } = await import('../app/ask-now.ts');
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  return askNow(config, words, {
    ...{ log: createLog({ level: 'fatal' }), signal: interrupted.signal, onProgress: onStep },
  });
}

function printCsv({ columns, rows, notes }: QuestionAnswer): void {
  printLine(csvLine(columns.map(({ name }) => name)));
  for (const row of rows)
    printLine(
      csvLine(
        columns.map(({ name, format }) => {
          const value = row[name] ?? null;
          return typeof value === 'number' && (format === 'time' || format === 'day')
            ? new Date(value).toISOString()
            : value;
        }),
      ),
    );
  for (const note of notes) process.stderr.write(`${note}\n`);
}

function printAnswer(answer: QuestionAnswer): void {
  const { head, rows } = shownRows(answer, Number.POSITIVE_INFINITY);
  printLine(oneLine(answer.sentence, 2000));
  if (rows.length > 0) printLine(`\n${textTable(head, rows, { width: 40, right: rightColumns(answer) })}`);
  for (const note of answer.notes) printLine(`\n${note}`);
}

function listQuestions(): void {
  const rows = questionKinds.map((kind) => [kind.name, kind.about, parametersOf(kind)]);
  for (const [name, about, parameters] of rows)
    printLine(`${name!.padEnd(12)} ${about}\n${' '.repeat(13)}${parameters}`);
}

export const history: CliCommand = {
  name: 'history',
  register(program) {
    const command = program
      .command('history')
      .description('Ask the stored telemetry, incidents and models; without words, list what can be asked')
      .argument(
        '[words...]',
        'what, then a device, a site or all, a metric, a period (7d, 2026-11-22, 2026-11-01..2026-11-07), and for compare: vs period',
      )
      .addOption(
        new Option('--json', 'print {question, asked, columns, rows, sentence, notes, chart}').conflicts('csv'),
      )
      .option('--csv', 'print the rows as CSV, times in ISO 8601');
    addConfigOptions(command, { state: true }).action(ask);
  },
};
