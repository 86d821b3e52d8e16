import { section } from '../blocks.ts';
import { cut } from '../text.ts';
import { modelsWords } from '../views/status-words.ts';
import type { Command } from './command.ts';

export const models: Command = {
  name: 'models',
  parameters: '',
  summary: 'what I judge with: when it was trained and what it was measured on',
  example: 'models',
  effect: 'read',
  async run({ args }, ports) {
    if (args.length > 0) return 'usage';
    const text = cut(`*Models*\n${modelsWords(await ports.models.states())}`, 2900);
    return { text, blocks: [section(text)] };
  },
};
