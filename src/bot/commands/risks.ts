import { count } from '../../foundation/number-words.ts';
import { freshLook } from '../../risks/risk-words.ts';
import { context, section } from '../blocks.ts';
import { cut } from '../text.ts';
import { lookWords, riskLine } from '../views/risk.ts';
import type { Command } from './command.ts';

const shown = 10;
const endedMs = 24 * 3_600_000;

export const risks: Command = {
  name: 'risks',
  parameters: '[all]',
  summary:
    'what will probably reach its limit soon; with `all` also what was warned of in the last day, and how it ended',
  example: 'risks all',
  effect: 'read',
  async run({ args }, { risks: known, clock }) {
    if (args.length > 1 || (args[0] && args[0] !== 'all')) return 'usage';
    const now = clock();
    const standing = await known.standing();
    const look = await known.look();
    const ended = args[0] === 'all' ? await known.ended({ from: now - endedMs, to: now + 1 }) : [];
    const found = [...standing, ...ended];
    const beside = args[0] === 'all' ? `, ${ended.length} ended in the last day` : '';
    const title = `*${count(standing.length, 'risk')}${freshLook(look, now) ? ' now' : ''}*${beside}`;
    const lines = found.slice(0, shown).map((held) => `${riskLine(held, now)} · \`${held.risk.id}\``);
    const rest = found.length > shown ? [`… and ${found.length - shown} more`] : [];
    const text = cut([title, ...lines, ...rest].join('\n'), 2900);
    const looked = cut(lookWords(look, standing.length, now), 1900);
    return { text: `${text}\n${looked}`, blocks: [section(text), context(looked)] };
  },
};
