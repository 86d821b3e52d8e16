import { type DigestPart, describeDigest } from '../../digests/digest-words.ts';
import type { Digest } from '../../domain/digest.ts';
import { context, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { cut, escapeMrkdwn, showDayMinute, showUser } from '../text.ts';

const placeholders = /\[\[(\d{1,16})\]\]/g;
const people = /\[\[user (\w{1,40})\]\]/g;

/** Times and people are written for Slack after everything else was escaped. */
const look = { time: (at: number) => `[[${at}]]`, user: (user: string) => `[[user ${user}]]` };
const shown = (text: string, max = 1500) =>
  escapeMrkdwn(text, max)
    .replace(placeholders, (_, at: string) => showDayMinute(Number(at)))
    .replace(people, (_, user: string) => showUser(user));

/** The message in the channel: a title and at most five lines. */
export function digestMessage(
  digest: Digest,
  { mentioned = [], hasDetail }: { mentioned?: readonly string[]; hasDetail: boolean },
): OutgoingMessage {
  const { title, lines } = describeDigest(digest, look);
  const head = `:newspaper: *${shown(title)}*`;
  const to = mentioned.length > 0 ? [context(cut(mentioned.map(showUser).join(' '), 1900))] : [];
  const more = hasDetail ? [context('The detail is in the thread.')] : [];
  return {
    text: head,
    blocks: [section(cut([head, ...lines.map((line) => shown(line))].join('\n'), 2900)), ...more, ...to],
  };
}

/** The detail; null where the lines in the channel say all. `call` is how a command is called. */
export function digestDetail(digest: Digest, call: string): OutgoingMessage | null {
  const { parts } = describeDigest(digest, look);
  if (parts.length === 0) return null;
  return {
    text: 'The detail of the digest',
    blocks: parts.flatMap((part) => [
      section(cut(partText(part), 2900)),
      context(`\`${call} ${shown(part.query, 200)}\``),
    ]),
  };
}

const partText = ({ title, lines }: DigestPart) =>
  [`*${shown(title)}*`, ...lines.map((line) => `• ${shown(line)}`)].join('\n');
