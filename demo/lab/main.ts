import { Command, CommanderError } from 'commander';
import { describeError, NocturneError } from '../../src/errors.ts';
import { registerNetwork } from './commands/network.ts';
import { registerStories } from './commands/stories.ts';
import { registerTelemetry } from './commands/telemetry.ts';

/** The lab's own command line. It is no part of the product. */
const program = new Command('lab')
  .description('A network of real FRRouting in namespaces of this machine. What it needs: demo/lab/README.md')
  .enablePositionalOptions()
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the options)')
  .exitOverride();
registerNetwork(program);
registerTelemetry(program);
registerStories(program);
for (const command of program.commands) command.exitOverride().showHelpAfterError('(add --help for the options)');

try {
  await program.parseAsync(process.argv.slice(2), { from: 'user' });
} catch (thrown) {
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`lab: ${describeError(thrown)}\n`);
    if (!(thrown instanceof NocturneError) && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`);
    process.exitCode = 1;
  }
}
