import type { CitedSentence } from '../domain/diagnosis.ts';
import type { Evidence } from '../domain/evidence.ts';
import { formatPlace } from '../domain/place.ts';
import { plainLine } from '../tools/plain-line.ts';

const maxSentences = 10;
const maxLength = 320;
/** What is over is not looked at: no honest answer comes near. */
const mostLines = 200;
const longestLine = 2_000;
const mostCitations = 40;
/** A diagnosis says what is. What tells people what to do, or calls them, is none. */
const order =
  /^(?:run|type|enter|use(?! of)|execute|issue|paste|call|send|apply|ask|tell|approve|reject|ignore|restart|reload|reboot|erase|delete|disable|configure|copy|visit|open|click|please)\b|\b(?:please|you (?:should|must|need|can|have to))\b/i;
const markup = /<[!@#/a-z]|`|@(?:here|channel|everyone)\b/i;
/** A bare number, perhaps with a unit glued to it. */
const quantity = /^([+-]?\d+(?:,\d{3})*(?:\.\d+)?)(?:%|ms|s|x|×|mbit\/s)?$/i;

/**
 * The sentences of an answer that code can stand up for, one per line. Dropped is whatever cites nothing, cites evidence that does not
 * exist, gives an order, holds a link or markup, or holds a number or a name with a digit that is not in the cited evidence.
 */
export function keepSupported(answer: string, evidence: readonly Evidence[]): CitedSentence[] {
  const byId = new Map(evidence.map((entry) => [entry.id, entry]));
  const kept: CitedSentence[] = [];
  for (const line of answer.split('\n', mostLines)) {
    const sentence = line.length > longestLine ? undefined : parseLine(line);
    if (!sentence) continue;
    const cited = sentence.evidence.map((id) => byId.get(id));
    if (cited.every((entry) => entry !== undefined) && isSupported(sentence.text, cited)) kept.push(sentence);
    if (kept.length === maxSentences) break;
  }
  return kept;
}

/** `- It is slow. [E1, E2].` Read from its end by hand: a pattern would try each of many spaces as the end of the sentence. */
function parseLine(line: string): CitedSentence | undefined {
  const open = line.lastIndexOf('[');
  const close = line.lastIndexOf(']');
  if (open < 0 || close < open || !/^[.\s]*$/.test(line.slice(close + 1))) return undefined;
  const evidence = readIds(line.slice(open + 1, close));
  const text = plainLine(line.slice(0, open).replace(/^[\s>*•-]+/, ''), maxLength);
  if (!evidence || text === '' || text.includes('://') || order.test(text) || markup.test(text)) return undefined;
  return { text, evidence };
}

function readIds(list: string): string[] | undefined {
  const ids = list.split(/[,;]/).map((id) => id.trim().toUpperCase());
  const isList = ids.length <= mostCitations && ids.every((id) => /^E\d{1,6}$/.test(id));
  return isList ? [...new Set(ids)] : undefined;
}

function isSupported(text: string, cited: readonly Evidence[]): boolean {
  const known = new Set(cited.flatMap((entry) => wordsWithDigits(`${entry.text} ${formatPlace(entry.place)}`)));
  const numbers = [...known].map(readNumber).filter((value) => value !== undefined);
  return wordsWithDigits(text).every((word) => {
    if (known.has(word)) return true;
    const wanted = readNumber(word);
    return wanted !== undefined && numbers.some((value) => roundsTo(value, wanted, word));
  });
}

function wordsWithDigits(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}+-]+|[^\p{L}\p{N}%×]+$/gu, ''))
    .filter((word) => /\p{N}/u.test(word));
}

function readNumber(word: string): number | undefined {
  const [, digits] = quantity.exec(word) ?? [];
  return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
}

/** 84 may stand for 84.2, but no rounding may move a value by more than a twentieth: 0 never stands for 0.4. */
function roundsTo(value: number, wanted: number, word: string): boolean {
  const decimals = /\.(\d+)/.exec(word)?.[1]?.length ?? 0;
  const difference = Math.abs(value - wanted);
  return difference <= 0.5 * 10 ** -decimals + 1e-9 && difference <= 0.05 * Math.abs(value) + 1e-9;
}
