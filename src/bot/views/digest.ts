import { type DigestPart, describeDigest } from '../../digests/digest-words.ts';
import type { Digest } from '../../domain/digest.ts';
import { context, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { createSpeaker, type Speaker } from '../spoken-text.ts';
import { cut, showDayMinute, showUser } from '../text.ts';

/** The message in the channel: a title and at most five lines. */
export function digestMessage(
  digest: Digest,
  { mentioned = [], hasDetail }: { mentioned?: readonly string[]; hasDetail: boolean },
): OutgoingMessage {
  const { look, say } = createSpeaker(showDayMinute);
  const { title, lines } = describeDigest(digest, look);
  const head = `:newspaper: *${say(title)}*`;
  const to = mentioned.length > 0 ? [context(cut(mentioned.map(showUser).join(' '), 1900))] : [];
  const more = hasDetail ? [context('The detail is in the thread.')] : [];
  return {
    text: head,
    blocks: [section(cut([head, ...lines.map((line) => say(line))].join('\n'), 2900)), ...more, ...to],
  };
}

/** The detail; null where the lines in the channel say all. `call` is how a command is called. */
export function digestDetail(digest: Digest, call: string): OutgoingMessage | null {
  const { look, say } = createSpeaker(showDayMinute);
  const { parts } = describeDigest(digest, look);
  if (parts.length === 0) return null;
  return {
    text: 'The detail of the digest',
    blocks: parts.flatMap((part) => [
      section(cut(partText(part, say), 2900)),
      context(`\`${call} ${say(part.query, 200)}\``),
    ]),
  };
}

const partText = ({ title, lines }: DigestPart, say: Speaker['say']) =>
  [`*${say(title)}*`, ...lines.map((line) => `• ${say(line)}`)].join('\n');
