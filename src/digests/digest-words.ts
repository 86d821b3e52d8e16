import type { Digest, DigestKind } from '../domain/digest.ts';
import { count } from '../foundation/number-words.ts';
import { freshLook } from '../risks/risk-words.ts';
import { type DigestPart, partsOf } from './digest-detail.ts';
import { linesOf } from './digest-lines.ts';
import { type DigestLook, gapsOf, isLate } from './digest-phrases.ts';

/** A digest in words: a title, five lines at most, and the detail. Every number follows from the digest. */
export interface DigestWords {
  title: string;
  lines: string[];
  parts: DigestPart[];
}

const titles: Record<DigestKind, string> = { shift: 'Shift hand-over', morning: 'Morning digest', week: 'The week' };

export function describeDigest(digest: Digest, look: DigestLook): DigestWords {
  const { kind, from, to, dueAt } = digest;
  const late = isLate(digest) ? ` · late: it was due ${look.time(dueAt!)}` : '';
  const title = `${titles[kind]} · ${look.time(from)} to ${look.time(to)}${late}`;
  if (isCalm(digest)) return { title, lines: [calmLine(digest)], parts: [] };
  return { title, lines: linesOf(digest, look), parts: partsOf(digest, look) };
}

/** Nothing happened, nothing is open, nothing points to a limit, and all of it is known: of a late one nobody knows whether a bot ran all the time. */
function isCalm(digest: Digest): boolean {
  const { incidents, votes, open, risks, worse, unread, isJudged } = digest;
  const { standing, right, wrong, unknown, look } = risks;
  const isLookedAt = freshLook(look, digest.madeAt)?.over.length === 0 && gapsOf(digest).length === 0;
  const quiet = [incidents, votes, standing, worse, ...Object.values(open)].every((list) => list.length === 0);
  return quiet && right + wrong + unknown === 0 && unread === null && isJudged && isLookedAt && !isLate(digest);
}

const calmLine = ({ devices }: Digest) =>
  `Calm: no incident, nothing open, nothing that points to a limit; ${count(devices, 'device')} heard.`;
