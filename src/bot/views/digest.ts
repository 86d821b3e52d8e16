import type { DigestPart } from '../../digests/digest-detail.ts';
import type { DigestLook } from '../../digests/digest-phrases.ts';
import { describeDigest } from '../../digests/digest-words.ts';
import type { Digest } from '../../domain/digest.ts';
import { context, section, slackImage } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import type { ShownChart } from '../message-facts.ts';
import { createSpeaker, type Speaker } from '../spoken-text.ts';
import { cut, escapeMrkdwn, showDayMinute, showUser } from '../text.ts';

/** Whom a digest is for, and what is to be said of where it stands. */
export interface DigestAddress {
  mentioned?: readonly string[];
  /** Who had it posted. */
  by?: string | null | undefined;
  /** The channel that it was meant for, when that was not found. */
  missing?: string | null;
  hasDetail: boolean;
}

/** The message in the channel: a title and at most five lines. */
export function digestMessage(
  digest: Digest,
  { mentioned = [], by, missing, hasDetail }: DigestAddress,
): OutgoingMessage {
  const { look, say } = createSpeaker(showDayMinute);
  const { title, lines } = describeDigest(digest, look);
  const head = `:newspaper: *${say(title)}*`;
  const to = mentioned.length > 0 ? [context(cut(mentioned.map(showUser).join(' '), 1900))] : [];
  const notes = [
    hasDetail ? 'The detail is in the thread.' : '',
    by ? `Asked for by ${showUser(by)}.` : '',
    missing ? `It was to go to ${escapeMrkdwn(missing, 100)}, which is not there or does not have the app in it.` : '',
  ].filter((note) => note !== '');
  const more = notes.length > 0 ? [context(notes.join(' '))] : [];
  return {
    text: head,
    blocks: [section(cut([head, ...lines.map((line) => boldLabel(say(line)))].join('\n'), 2900)), ...more, ...to],
  };
}

/** What a line is about, so that the eye finds it. */
const boldLabel = (line: string) => line.replace(/^[A-Z][a-z ]+:/, (label) => `*${label}*`);

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

/** One picture of a digest, with what it shows in words. */
export function digestPictureMessage(words: (look: DigestLook) => string, chart: ShownChart): OutgoingMessage {
  const { look, say } = createSpeaker(showDayMinute);
  const text = say(words(look), 600);
  return { text, blocks: [section(text), slackImage(chart.fileId, chart.altText)] };
}

const partText = ({ title, lines }: DigestPart, say: Speaker['say']) =>
  [`*${say(title)}*`, ...lines.map((line) => `• ${say(line)}`)].join('\n');
