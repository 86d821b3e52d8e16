import { section } from '../blocks.ts';
import { type Command, usageOf } from './command.ts';
import { commands } from './index.ts';

export const help: Command = {
  name: 'help',
  parameters: '',
  summary: 'what I can do',
  example: 'help',
  effect: 'read',
  async run(_call, { commandName }) {
    const lines = commands.map((command) => {
      return `\`${usageOf(command, commandName)}\` ${command.summary}${command.effect === 'change' ? ' (needs a grant)' : ''}`;
    });
    const text = ['*What I can do*', ...lines, 'The same words work after a mention and in a direct message.'].join(
      '\n',
    );
    return { text, blocks: [section(text)] };
  },
};
