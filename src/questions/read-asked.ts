import type { Topology } from '../domain/device.ts';
import { describeMetric } from '../domain/sample.ts';
import { questionKinds } from './list.ts';
import type { Asked, QuestionKind, Span } from './question-kind.ts';
import { didYouMean, type Meaning, type Reading, readUnknown, readWord, said, type WordContext } from './read-word.ts';

/** What was asked, or why it makes no sense, in a sentence. */
export type ReadAsked = { kind: QuestionKind; asked: Asked } | { problem: string };

/** Names are shorter, and questions too. */
const longestWord = 200;
const mostWords = 20;

const isVersus = (word: string) => /^(vs|versus)$/i.test(word);

/**
 * Reads `<what> [device | site | all] [interface] [metric] [period] [vs period]`: the words after the first in any order, but that a period after `vs` is the
 * one to compare with. A word that could mean several things, or that may be a slip of the keyboard, is asked back; with a mark before it (`device:`, `site:`,
 * `interface:`, `metric:`, `time:`) it means one thing. Any other word is taken for a metric where it looks like one, because senders have metrics of their own.
 */
export function readAsked(words: readonly string[], topology: Topology, now: number): ReadAsked {
  const [what = '', ...rest] = words;
  const kind = questionKinds.find(({ name }) => name === what.toLowerCase());
  if (!kind) {
    const names = questionKinds.map(({ name }) => name);
    return what === ''
      ? { problem: `Say what to ask for: ${names.join(', ')}.` }
      : {
          problem: `I do not know the question ${said(what)}.${didYouMean(what, names) || ` There are ${names.join(', ')}.`}`,
        };
  }
  const problem = checkWords(rest);
  if (problem !== null) return { problem };
  const meanings = readMeanings(rest, { kind, topology, now });
  if ('problem' in meanings) return meanings;
  const read = gather(meanings, kind);
  return 'problem' in read ? read : complete(read, kind, now);
}

function checkWords(words: readonly string[]): string | null {
  if (words.length > mostWords) return `These are too many words: ${mostWords} are the most.`;
  if (words.some((word) => word === '')) return 'A word is empty.';
  if (words.some((word) => word.length > longestWord)) return `A word is longer than ${longestWord} characters.`;
  const isText = (word: string) => word.isWellFormed() && !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(word);
  return words.every(isText) ? null : 'A word holds characters that are no text.';
}

/** A word with what it means; null for `vs`. */
interface Meant {
  word: string;
  meaning: Meaning | null;
}

/** Places first: which interfaces there are depends on the device, wherever it stands. */
function readMeanings(words: readonly string[], context: Omit<WordContext, 'device'>): Meant[] | { problem: string } {
  const places = words
    .filter((word) => !isVersus(word))
    .flatMap((word) => readWord(word, { ...context, device: undefined }));
  const device = places.flatMap((one) => ('meaning' in one ? deviceOf(one.meaning) : []))[0];
  const meant: Meant[] = [];
  for (const word of words) {
    if (isVersus(word)) {
      meant.push({ word, meaning: null });
      continue;
    }
    const readings = readWord(word, { ...context, device });
    const reading = readings.length === 0 ? readUnknown(word, { ...context, device }) : readings[0]!;
    if ('problem' in reading) return reading;
    if (readings.length > 1) return { problem: severalOf(word, readings) };
    meant.push({ word, meaning: reading.meaning });
  }
  return meant;
}

function deviceOf(meaning: Meaning): string[] {
  return meaning.what === 'place' && meaning.devices?.[0] === meaning.places ? [meaning.places] : [];
}

function severalOf(word: string, readings: readonly Reading[]): string {
  const forms = readings.flatMap((reading) => ('as' in reading ? [reading.as] : []));
  return `${said(word)} can mean several things: write ${forms.join(' or ')}.`;
}

interface Gathered {
  place?: Extract<Meaning, { what: 'place' }>;
  interface?: string;
  metric?: string;
  span?: Span;
  compared?: Span;
}

/** Puts each meaning into its place; what stands there twice is a problem. */
function gather(meanings: readonly Meant[], kind: QuestionKind): Gathered | { problem: string } {
  const read: Gathered = {};
  let versus = 0;
  for (const { word, meaning } of meanings) {
    if (meaning === null) {
      versus += 1;
      continue;
    }
    if (meaning.what === 'time') {
      const slot = versus > 0 && read.compared === undefined ? 'compared' : 'span';
      if (read[slot]) return { problem: secondTime(word, kind) };
      read[slot] = meaning.span;
      continue;
    }
    if (read[meaning.what] !== undefined)
      return { problem: `One ${meaning.what} is enough, and ${said(word)} is a second one.` };
    if (meaning.what === 'place') read.place = meaning;
    else read[meaning.what] = meaning.name;
  }
  if (versus > 0 && !kind.compares) return { problem: `${kind.name} compares nothing; ask compare.` };
  if (versus > 1 || (versus === 1 && !read.compared))
    return { problem: 'After vs comes the one time to compare with.' };
  return read;
}

const secondTime = (word: string, { name, compares }: QuestionKind) =>
  `One time is enough, and ${said(word)} is a second one; ${compares ? 'write vs before the one to compare with' : `${name} takes one`}.`;

function complete({ place, metric, ...read }: Gathered, kind: QuestionKind, now: number): ReadAsked {
  const { devices = null, places = 'all places' } = place ?? {};
  if (kind.places === 'none' && (devices !== null || read.interface !== undefined))
    return { problem: `${kind.name} is about the whole network and takes a time only.` };
  if (read.interface !== undefined && devices?.length !== 1)
    return { problem: 'An interface needs its device beside it.' };
  const span = read.span ?? { from: now - kind.usualMs, to: now };
  const compared = kind.compares ? (read.compared ?? { from: 2 * span.from - span.to, to: span.from }) : null;
  if (compared && compared.from < span.to && span.from < compared.to)
    return { problem: 'The two times overlap: name two that have nothing in common.' };
  return {
    kind,
    asked: {
      ...{ devices, span, compared, interface: read.interface ?? null },
      metric: metric ?? (typeof kind.metric === 'object' ? kind.metric.usual : null),
      places: read.interface === undefined ? places : `${devices![0]} ${read.interface}`,
    },
  };
}

/** What may follow the name of a question, for help. */
export const parametersOf = ({ metric, compares, places }: QuestionKind) =>
  [
    ...(places === 'none' ? [] : ['[device | site | all]', '[interface]']),
    ...(metric === 'none'
      ? []
      : [
          `[metric${typeof metric === 'object' ? `, ${describeMetric(metric.usual).title.toLowerCase()} by itself` : ''}]`,
        ]),
    '[period]',
    ...(compares ? ['[vs period]'] : []),
  ].join(' ');
