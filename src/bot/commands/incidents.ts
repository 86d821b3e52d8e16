import { count } from '../../foundation/number-words.ts';
import { section } from '../blocks.ts';
import { incidentLine } from '../views/incident-head.ts';
import type { Command } from './command.ts';

const shown = 10;

export const incidents: Command = {
  name: 'incidents',
  parameters: '[all]',
  summary: 'open incidents, or the latest ones of any state',
  example: 'incidents all',
  effect: 'read',
  async run({ args }, { store, topology, silences, clock }) {
    if (args.length > 1 || (args[0] && args[0] !== 'all')) return 'usage';
    const all = args[0] === 'all';
    const found = await store.incidents.list(all ? { limit: 100 } : { states: ['open', 'mitigated'], limit: 100 });
    const title = all ? count(found.length, 'incident') : `${count(found.length, 'open incident')}`;
    const lines = await Promise.all(
      found.slice(0, shown).map(async (incident) => {
        const silence = await silences.covering(incident, clock());
        return `${incidentLine(incident, topology(), { silence })} · \`${incident.id}\``;
      }),
    );
    const rest = found.length > shown ? `\n… and ${found.length - shown} more` : '';
    const text = `*${title}*${found.length > 0 ? '\n' : ''}${lines.join('\n')}${rest}`;
    return { text, blocks: [section(text)] };
  },
};
