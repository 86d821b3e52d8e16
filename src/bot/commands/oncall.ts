import { section } from '../blocks.ts';
import { oncallLines } from '../views/oncall-words.ts';
import type { Command } from './command.ts';

export const oncall: Command = {
  name: 'oncall',
  parameters: '',
  summary: 'who is on call now and who comes next',
  example: 'oncall',
  effect: 'read',
  async run({ args }, ports) {
    if (args.length > 0) return 'usage';
    const lines = oncallLines(ports.oncall, ports.clock());
    if (lines.length === 0)
      return { text: 'Nobody is on call: the configuration has no `oncall.rotations`, so I ask nobody by myself.' };
    const after = `An incident that nobody took is brought to the next person after ${ports.oncall.takeWithinMinutes} min.`;
    const text = ['*On call*', ...lines, after].join('\n');
    return { text, blocks: [section(text)] };
  },
};
