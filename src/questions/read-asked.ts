import type { Topology } from '../domain/device.ts';
import { describeMetric, isOurMetric } from '../domain/sample.ts';
import { nearestWord } from '../foundation/nearest-word.ts';
import { count } from '../foundation/number-words.ts';
import { questionKinds } from './list.ts';
import type { Asked, QuestionKind, Span } from './question-kind.ts';
import { readPeriod } from './read-period.ts';

/** What was asked, or why it makes no sense, in a sentence. */
export type ReadAsked = { kind: QuestionKind; asked: Asked } | { problem: string };

/**
 * Reads `<what> [device | site | all] [interface] [metric] [period] [vs period]`: the words after the first in any order, but that a period after `vs` is the
 * one to compare with. A word that is none of these is taken for a metric where it looks like one, because senders have metrics of their own.
 */
export function readAsked(words: readonly string[], topology: Topology, now: number): ReadAsked {
  const [what = '', ...rest] = words;
  const kind = questionKinds.find(({ name }) => name === what.toLowerCase());
  if (!kind)
    return {
      problem: `${what === '' ? 'Say what to ask for' : `I do not know the question ${what}`}.${near(
        what,
        questionKinds.map(({ name }) => name),
      )}`,
    };
  const read: Partial<Asked> = {};
  let isCompared = false;
  for (const word of rest) {
    if (/^(vs|versus)$/i.test(word)) {
      isCompared = true;
      continue;
    }
    const problem = take(word, read, { kind, topology, now, isCompared });
    if (problem !== null) return { problem };
  }
  if (isCompared && !kind.compares) return { problem: `${kind.name} compares nothing; ask compare.` };
  const {
    span = readPeriod(`${Math.round(kind.usualMs / 3_600_000)}h`, now)!,
    places = 'all places',
    devices = null,
  } = read;
  const compared = kind.compares ? (read.compared ?? { from: 2 * span.from - span.to, to: span.from }) : null;
  if (read.interface != null && devices?.length !== 1) return { problem: 'An interface needs its device before it.' };
  const metric = typeof kind.metric === 'object' ? (read.metric ?? kind.metric.usual) : (read.metric ?? null);
  return { kind, asked: { devices, interface: read.interface ?? null, metric, span, compared, places } };
}

interface Context {
  kind: QuestionKind;
  topology: Topology;
  now: number;
  isCompared: boolean;
}

/** Takes one word in; answers with what is wrong with it, or null. */
function take(word: string, read: Partial<Asked>, { kind, topology, now, isCompared }: Context): string | null {
  const period = readPeriod(word, now);
  if (period) {
    const slot = isCompared && read.compared === undefined ? 'compared' : 'span';
    if (read[slot] != null)
      return `One time is enough, and ${word} is a second one; ${kind.compares ? 'write vs before the one to compare with' : `${kind.name} takes one`}.`;
    const problem = checkPeriod(period, now);
    if (problem === null) read[slot] = period;
    return problem;
  }
  const place = read.devices === undefined ? findPlace(word, topology) : null;
  if (place) {
    Object.assign(read, place);
    return null;
  }
  const port = findInterface(word, read.devices, topology);
  if (port !== null && read.interface === undefined) {
    read.interface = port;
    read.places = `${read.devices![0]} ${port}`;
    return null;
  }
  if (kind.metric === 'none')
    return `I do not know ${word}: ${kind.name} takes a device, a site or all, and a time.${near(word, namesIn(topology))}`;
  if (read.metric !== undefined || !/^[a-z][a-z0-9_.:-]*$/i.test(word))
    return `I do not know ${word}.${near(word, namesIn(topology))}`;
  const meant = near(word, namesIn(topology));
  if (meant !== '' && !isOurMetric(word)) return `I do not know ${word}.${meant}`;
  read.metric = word;
  return null;
}

function checkPeriod({ from, to }: Span, now: number): string | null {
  if (from >= to) return 'A time must begin before it ends.';
  return from >= now ? 'That time has not begun yet.' : null;
}

const same = (one: string) => (other: string) => one.toLowerCase() === other.toLowerCase();

function findPlace(word: string, { devices }: Topology): Pick<Asked, 'devices' | 'places'> | null {
  if (/^all$/i.test(word)) return { devices: null, places: 'all places' };
  const isSame = same(word);
  const device = devices.find(({ name }) => isSame(name));
  if (device) return { devices: [device.name], places: device.name };
  const there = devices.filter(({ site }) => isSame(site));
  return there.length === 0
    ? null
    : { devices: there.map(({ name }) => name), places: `site ${there[0]!.site} (${count(there.length, 'device')})` };
}

/** An interface of the one device that is asked for, in the inventory or as a link's end. */
function findInterface(
  word: string,
  devices: Asked['devices'] | undefined,
  { devices: known, links }: Topology,
): string | null {
  const [device] = devices ?? [];
  if (device === undefined || devices!.length > 1) return null;
  const own = Object.keys(known.find(({ name }) => name === device)?.interfaces ?? {});
  const ends = links.flatMap(({ a, b }) => [a, b]).filter((end) => end.device === device);
  return (
    [...own, ...ends.map((end) => end.interface)].find(same(word)) ??
    (/\d\/\d|^[a-z]+\d+$/i.test(word) && !isOurMetric(word) ? word : null)
  );
}

const namesIn = ({ devices }: Topology) => [
  ...devices.map(({ name }) => name),
  ...new Set(devices.map(({ site }) => site)),
];

function near(word: string, among: readonly string[]): string {
  const meant = nearestWord(word, among);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}

/** What may follow the name of a question, for help. */
export const parametersOf = ({ metric, compares }: QuestionKind) =>
  [
    '[device | site | all]',
    ...(metric === 'none'
      ? []
      : [
          '[interface]',
          `[metric${typeof metric === 'object' ? `, ${describeMetric(metric.usual).title.toLowerCase()} by itself` : ''}]`,
        ]),
    '[period]',
    ...(compares ? ['[vs period]'] : []),
  ].join(' ');
