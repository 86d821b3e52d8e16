import { Command, CommanderError } from 'commander';
import { describeError, NocturneError } from '../src/errors.ts';
import { commands } from './commands/index.ts';

const program = new Command('bench')
  .description('Scorecards and speed measurements on public data. Where the data comes from: docs/backtesting.md')
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the options)')
  .exitOverride();
for (const command of commands) command.register(program);
for (const command of program.commands) command.exitOverride().showHelpAfterError('(add --help for the options)');

try {
  await program.parseAsync(process.argv.slice(2), { from: 'user' });
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    process.exitCode = thrown.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`bench: ${describeError(thrown)}\n`);
    if (!(thrown instanceof NocturneError) && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`);
    process.exitCode = 1;
  }
}
