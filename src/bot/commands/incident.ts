import { section } from '../blocks.ts';
import { cut, escapeMrkdwn } from '../text.ts';
import { incidentLine } from '../views/incident-head.ts';
import { planLine } from '../views/plan-words.ts';
import type { Command } from './command.ts';

export const incident: Command = {
  name: 'incident',
  parameters: '<id | latest>',
  summary: 'one incident with its diagnosis and its plans',
  example: 'incident latest',
  effect: 'read',
  async run({ args }, { store, topology }) {
    const [id] = args;
    if (!id || args.length > 1) return 'usage';
    const found = id === 'latest' ? (await store.incidents.list({ limit: 1 }))[0] : await store.incidents.get(id);
    if (!found) return { text: `I know no incident \`${escapeMrkdwn(id, 60)}\`.` };
    const [diagnosis, plans] = await Promise.all([store.diagnoses.get(found.id), store.plans.forIncident(found.id)]);
    const said = diagnosis?.sentences.map(({ text }) => escapeMrkdwn(text, 400)).join(' ') ?? 'Not diagnosed yet.';
    const text = [
      `${incidentLine(found, topology())} · \`${found.id}\``,
      cut(said, 1800),
      ...plans.map((plan) => `${planLine(plan)} · \`${plan.id}\``),
    ].join('\n');
    return { text, blocks: [section(cut(text, 2900))] };
  },
};
