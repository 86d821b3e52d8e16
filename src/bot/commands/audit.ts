import { describeBreak } from '../../store/audit.ts';
import type { AuditEntry } from '../../store/store.ts';
import { preformatted, section } from '../blocks.ts';
import { textTable } from '../table.ts';
import { count, escapeMrkdwn, utc } from '../text.ts';
import type { Command } from './command.ts';

const shown = 12;

export const audit: Command = {
  name: 'audit',
  parameters: '[id]',
  summary: 'whether the record is whole, and who did what lately, or to one incident or plan',
  example: 'audit plan_4f2a',
  effect: 'read',
  async run({ args }, { store }) {
    const [subject] = args;
    if (args.length > 1) return 'usage';
    const [chain, entries] = await Promise.all([
      store.audit.verify(),
      store.audit.list(subject === undefined ? {} : { subject }),
    ]);
    const state = chain.ok
      ? `:white_check_mark: The record is whole: ${count(chain.entries, 'entry', 'entries')} fit together.`
      : `:x: *The record ${describeBreak(chain)}.* \`nocturne audit verify\` shows it.`;
    const about = subject === undefined ? '' : ` about \`${escapeMrkdwn(subject, 60)}\``;
    const found = entries.length === 0 ? `No entry${about}.` : `The latest${about}, of ${entries.length}:`;
    const text = `${state}\n${found}`;
    const latest = entries.slice(-shown).reverse();
    return { text, blocks: [section(text), ...(latest.length > 0 ? [preformatted(tableOf(latest))] : [])] };
  },
};

function tableOf(entries: AuditEntry[]): string {
  const rows = entries.map(({ seq, at, actor, action, subject }) => [
    String(seq),
    utc(at).slice(5, 19),
    actor,
    action,
    subject,
  ]);
  return textTable(['#', 'UTC', 'who', 'what', 'about'], rows, { right: [0], width: 22 });
}
