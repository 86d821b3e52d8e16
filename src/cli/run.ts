import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { readVersion } from '../app/version.ts';
import { forgetLibraryVariables } from '../config.ts';
import { describeError, NocturneError } from '../errors.ts';
import { describeSystemError } from '../foundation/system-error.ts';
import { commands } from './index.ts';

/** Runs one command line and answers with the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function run(args: string[]): Promise<number> {
  forgetLibraryVariables();
  const program = new Command('nocturne')
    .description('The on-call network engineer that lives in Slack.')
    .version(readVersion())
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for the options)')
    .exitOverride();
  for (const command of commands) command.register(program);
  for (const command of program.commands) prepare(command);
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (thrown) {
    // Commander has written what it found itself, and not what a command found later.
    if (thrown instanceof InvalidArgumentError)
      process.stderr.write(`error: ${thrown.message}\n(add --help for the options)\n`);
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    const refusal = describeSystemError(thrown);
    process.stderr.write(`nocturne: ${refusal ?? describeError(thrown)}\n`);
    // Anything that nobody foresaw is a defect, and its report needs the stack.
    const isForeseen = refusal !== undefined || thrown instanceof NocturneError;
    if (!isForeseen && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`);
    return 1;
  }
}

/** Sets up a command and those below it: a wrong argument is told with the way to the help, and ends nothing but the parsing. */
function prepare(command: Command): void {
  command.exitOverride().showHelpAfterError('(add --help for the options)');
  for (const child of command.commands) prepare(child);
}
