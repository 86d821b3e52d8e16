import { count } from '../../foundation/number-words.ts';
import { describeBreak } from '../../store/audit.ts';
import type { AuditEntry } from '../../store/store.ts';
import { type AuditStory, entriesOf, readAuditStory, subjectWords } from '../audit-story.ts';
import { section } from '../blocks.ts';
import { cut } from '../text.ts';
import { auditLine } from '../views/audit-words.ts';
import type { Command, CommandPorts } from './command.ts';

const perPage = 20;
const perSection = 5;
const longestSection = 2900;

export const audit: Command = {
  name: 'audit',
  parameters: '[id] [page]',
  summary: 'whether the record is whole, and who did what lately, or to one incident or plan',
  example: 'audit plan_4f2a',
  effect: 'read',
  async run({ args }, ports) {
    const asked = readArguments(args);
    if (!asked) return 'usage';
    const { subject, page } = asked;
    const story = subject === null ? new Map() : await readAuditStory(subject, ports);
    const [record, entries] = await Promise.all([recordWords(ports), entriesAsked(subject, story, ports)]);
    const about = subject === null ? '' : ` about ${subjectWords(subject)}`;
    const found = entries.length === 0 ? `No entry${about}.` : `*${count(entries.length, 'entry', 'entries')}*${about}`;
    const legend = [...story.values()].flatMap((each) => (each.about === '' ? [] : [each.about]));
    const text = cut([record, found, ...legend].join('\n'), longestSection);
    const lines = entries
      .slice((page - 1) * perPage, page * perPage)
      .map((entry) => auditLine(entry, (id) => story.get(id)?.name ?? subjectWords(id)));
    const left = entries.length - page * perPage;
    const next = [ports.commandName, 'audit', ...(subject === null ? [] : [subject]), page + 1].join(' ');
    const more = left > 0 ? [section(`… and ${left} more: ${subjectWords(next)}`)] : [];
    return { text, blocks: [section(text), ...inSections(lines), ...more] };
  },
};

/** No id of the product is a number, so a number alone is a page of the whole record. */
function readArguments(args: string[]): { subject: string | null; page: number } | undefined {
  const [first, second] = args;
  const isPage = (word: string) => /^[1-9]\d{0,5}$/.test(word);
  if (args.length === 0) return { subject: null, page: 1 };
  if (args.length === 1) return isPage(first!) ? { subject: null, page: Number(first) } : { subject: first!, page: 1 };
  return args.length === 2 && isPage(second!) ? { subject: first!, page: Number(second) } : undefined;
}

async function recordWords({ store }: CommandPorts): Promise<string> {
  const chain = await store.audit.verify();
  return chain.ok
    ? `:white_check_mark: The record is whole: ${count(chain.entries, 'entry', 'entries')} fit together.`
    : `:x: *The record ${describeBreak(chain)}.* \`nocturne audit verify\` shows it.`;
}

/** What belongs to one thing is read from its beginning, the record as a whole from its end. */
async function entriesAsked(subject: string | null, story: AuditStory, ports: CommandPorts): Promise<AuditEntry[]> {
  return subject === null ? (await ports.store.audit.list()).reverse() : entriesOf(story, ports);
}

function inSections(lines: string[]) {
  const parts = Array.from({ length: Math.ceil(lines.length / perSection) }, (_, i) =>
    lines.slice(i * perSection, (i + 1) * perSection).join('\n'),
  );
  return parts.map((part) => section(cut(part, longestSection)));
}
