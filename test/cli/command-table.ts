import { Command } from 'commander';
import { commands } from '../../src/cli/index.ts';

/** One command that does something, with its full name: `audit verify`. */
export interface CommandRow {
  name: string;
  usage: string;
  meaning: string;
}

/** Every command of the command line, in the order of the help. */
export function describeCommands(): CommandRow[] {
  const program = new Command('nocturne');
  for (const command of commands) command.register(program);
  return program.commands.flatMap((command) => rowsOf(command, ''));
}

function rowsOf(command: Command, prefix: string): CommandRow[] {
  const name = `${prefix} ${command.name()}`.trim();
  if (command.commands.length > 0) return command.commands.flatMap((child) => rowsOf(child, name));
  const required = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  // An option that takes several words would take those of the arguments too if it came first.
  const given = command.usage().replace('[options] ', '').replace('[options]', '');
  const usage = [name, given, ...required].filter(Boolean).join(' ');
  return [{ name, usage, meaning: command.description() }];
}
