import { section } from '../blocks.ts';
import { modeWords } from '../views/status-words.ts';
import type { Command } from './command.ts';

export const mode: Command = {
  name: 'mode',
  parameters: '',
  summary: 'how freely I may act',
  example: 'mode',
  effect: 'read',
  async run({ args }, { changes }) {
    if (args.length > 0) return 'usage';
    const text = modeWords(await changes.mode());
    return { text, blocks: [section(text)] };
  },
};
