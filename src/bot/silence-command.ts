import { nearestWord } from '../foundation/nearest-word.ts';
import { count } from '../foundation/number-words.ts';
import { matchWords as knownWords, readMatch, type SilenceMatch } from '../incidents/silence-match.ts';
import type { SilenceKind } from '../incidents/silences.ts';
import { actionIds } from './action-ids.ts';
import { actions, button, section } from './blocks.ts';
import type { Command, CommandPorts } from './commands/command.ts';
import { splitAtDuration } from './duration.ts';
import type { OutgoingMessage } from './message.ts';
import { readMoment } from './moment.ts';
import { createSilenceDrafts } from './silence-drafts.ts';
import { cut, escapeMrkdwn, showDate, showDuration } from './text.ts';
import { matchWords, previewWords, silenceLine } from './views/silence-words.ts';

export const longestSilenceMs = 30 * 86_400_000;
const shown = 15;

/** Whether a call of the two commands only lists. */
export const onlyLists = (args: string[]) => args.length === 0 || args[0]!.toLowerCase() === 'list';

/** What the commands `silence` and `maintenance` do. They differ in that a maintenance may begin later. */
export function runSilenceCommand(kind: SilenceKind): Command['run'] {
  return async ({ args, person }, ports) => {
    if (onlyLists(args)) return args.length > 1 ? 'usage' : list(kind, ports);
    if (args[0]!.toLowerCase() === 'remove')
      return args.length === 2 ? remove(kind, args[1]!, person.id, ports) : 'usage';
    const { before, durationMs, after } = splitAtDuration(args);
    const reason = after.join(' ');
    if (durationMs === null || before.length === 0 || reason === '') return 'usage';
    if (durationMs > longestSilenceMs) return { text: `That is too long: at most ${showDuration(longestSilenceMs)}.` };
    const start = before.findIndex((word) => word.toLowerCase() === 'from');
    const from = start < 0 ? null : readMoment(before.slice(start + 1).join(' '), ports.clock());
    if (start >= 0 && (kind !== 'maintenance' || from === undefined)) return 'usage';
    const read = readMatch(start < 0 ? before : before.slice(0, start), ports.topology());
    if (!read.ok) return { text: misread(read, ports) };
    const wanted = { kind, match: read.match, reason, by: person.id };
    return ask({ wanted, from: from ?? null, forMs: durationMs }, ports);
  };
}

async function list(kind: SilenceKind, { silences, clock, commandName }: CommandPorts): Promise<OutgoingMessage> {
  const found = (await silences.list()).filter((each) => each.kind === kind);
  const lines = found.slice(0, shown).map((each) => silenceLine(each, clock()));
  const title =
    kind === 'silence' ? count(found.length, 'silence') : count(found.length, 'maintenance', 'maintenances');
  const more = found.length > shown ? [`… and ${found.length - shown} more`] : [];
  const how =
    found.length > 0 ? [`\`${commandName} ${kind} remove <id>\` ends one.`.replace('<id>', '&lt;id&gt;')] : [];
  const text = [`*${title}*`, ...lines, ...more, ...how].join('\n');
  return { text: cut(text, 2900), blocks: [section(cut(text, 2900))] };
}

/** Ends one of this kind: the grant for the one command is none for the other. */
async function remove(kind: SilenceKind, id: string, by: string, ports: CommandPorts): Promise<OutgoingMessage> {
  const { silences } = ports;
  const isOne = (await silences.list()).some((each) => each.id === id && each.kind === kind);
  const ended = isOne && (await silences.end(id, by));
  const name = `\`${escapeMrkdwn(id, 60)}\``;
  return {
    text: ended
      ? `${name} is over. Incidents that it hid and that are still open are posted now.`
      : `There is no ${name}, or it is over.`,
  };
}

function misread(read: { word: string; reason: 'unknown' | 'twice' }, { topology }: CommandPorts): string {
  const word = `\`${escapeMrkdwn(read.word, 60)}\``;
  if (read.reason === 'twice') return `Name one device, one site and one cause at most: ${word} is one too many.`;
  const near = nearestWord(read.word, knownWords(topology()));
  return `I know no device, site or cause ${word}.${near ? ` Did you mean \`${near}\`?` : ''}`;
}

async function ask(
  draft: {
    wanted: { kind: SilenceKind; match: SilenceMatch; reason: string; by: string };
    from: number | null;
    forMs: number;
  },
  ports: CommandPorts,
): Promise<OutgoingMessage> {
  const { store, newId, clock, silences, topology } = ports;
  const { kind, match, reason } = draft.wanted;
  const id = await createSilenceDrafts({ facts: store.facts, newId, clock }).keep(draft);
  const begins = draft.from === null ? '' : ` from ${showDate(draft.from)}`;
  const what = `*${kind === 'silence' ? 'Silence' : 'Maintenance'}* of ${matchWords(match)}${begins} for ${showDuration(draft.forMs)}: ${escapeMrkdwn(reason, 300)}`;
  const preview = previewWords(await silences.preview(match), topology());
  const text = `${what}\nNot saved yet.`;
  return {
    text,
    blocks: [
      section(text),
      section(cut(preview, 2900)),
      actions('silence', button({ action: actionIds.saveSilence, text: 'Save it', value: id, style: 'primary' })),
    ],
  };
}
