import { existsSync } from 'node:fs';
import { type Finding, note, ok, thrownProblem } from '../app/doctor/finding.ts';
import type { Config } from '../config.ts';
import { count } from '../foundation/number-words.ts';
import { createLog } from '../log.ts';
import type { CliCommand } from './command.ts';
import { addConfigOptions, type ConfigOptions, readConfig } from './options.ts';
import { printJson, printLine } from './output.ts';
import { findRunningBot } from './running-bot.ts';

const marks: Record<Finding['state'], string> = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' };

async function findAll(options: ConfigOptions): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfig(options);
  } catch (thrown) {
    return [thrownProblem('configuration', thrown)];
  }
  const findings = [
    existsSync(config.file)
      ? ok('configuration', `${config.file} and the environment are valid`)
      : note(
          'configuration',
          'there is no nocturne.yaml here: every key has its default',
          'copy nocturne.example.yaml',
        ),
  ];
  let running: string | null = null;
  try {
    running = (await findRunningBot(config))?.url ?? null;
  } catch (thrown) {
    const { says, todo } = thrownProblem('bot', thrown);
    findings.push(note('bot', says, todo));
  }
  const { examine } = await import('../app/doctor/examine.ts');
  return [...findings, ...(await examine(config, { running, log: createLog({ level: 'silent' }) }))];
}

async function examineAll(options: ConfigOptions & { json?: boolean }): Promise<void> {
  const findings = await findAll(options);
  const problems = findings.filter(({ state }) => state === 'problem').length;
  if (problems > 0) process.exitCode = 1;
  if (options.json) return printJson({ ok: problems === 0, findings });
  for (const { subject, state, says, todo } of findings) {
    printLine(`${marks[state]}  ${subject}: ${says.replaceAll('\n', '\n         ')}`);
    if (todo) printLine(`         → ${todo}`);
  }
  printLine();
  printLine(problems === 0 ? 'everything is well' : count(problems, 'problem'));
}

export const doctor: CliCommand = {
  name: 'doctor',
  register(program) {
    const command = program
      .command('doctor')
      .description(
        'Check configuration, Slack, database, ports and devices, and say what to do; exit code 1 for a problem',
      )
      .option('--json', 'print {ok, findings: [{subject, state, says, todo}]}');
    addConfigOptions(command).action(examineAll);
  },
};
