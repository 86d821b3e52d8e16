import { section } from '../blocks.ts';
import { type Command, usageOf } from './command.ts';

/** Help on these commands, and on itself as the last one. */
export function helpOn(others: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    parameters: '',
    summary: 'what I can do',
    example: 'help',
    effect: 'read',
    async run(_call, { commandName }) {
      const lines = [...others, help].map((command) => {
        return `\`${usageOf(command, commandName)}\` ${command.summary}${command.effect === 'change' ? ' (needs a grant)' : ''}`;
      });
      const text = ['*What I can do*', ...lines, 'The same words work after a mention and in a direct message.'].join(
        '\n',
      );
      return { text, blocks: [section(text)] };
    },
  };
  return help;
}
