import type { Topology } from '../domain/device.ts';
import { canonicalMetrics, describeMetric, isOurMetric } from '../domain/sample.ts';
import { nearestWord } from '../foundation/nearest-word.ts';
import { count } from '../foundation/number-words.ts';
import { capText } from '../network/untrusted.ts';
import type { Asked, QuestionKind, Span } from './question-kind.ts';
import { readPeriod } from './read-period.ts';

/** What one word of a question means. */
export type Meaning =
  | { what: 'time'; span: Span }
  | { what: 'place'; devices: Asked['devices']; places: string }
  | { what: 'interface'; name: string }
  | { what: 'metric'; name: string };

/** One meaning that a word may have, and how to write the word so that it has no other. */
export type Reading = { meaning: Meaning; as: string } | { problem: string };

export interface WordContext {
  kind: Pick<QuestionKind, 'name' | 'metric' | 'places'>;
  topology: Topology;
  /** The one device that is asked for; undefined where it is a site, all, or none. */
  device: string | undefined;
  now: number;
}

const marks = ['time', 'device', 'site', 'interface', 'metric'] as const;
type Mark = (typeof marks)[number];

/** A word as a sentence says it: short, and without hidden characters. */
export const said = (word: string) => capText(word, 60).replace(/\s+/g, ' ');

const takesMetric = ({ kind }: Pick<WordContext, 'kind'>) => kind.metric !== 'none';
const takesPlace = ({ kind }: Pick<WordContext, 'kind'>) => kind.places !== 'none';

/** The names that are spelled so; where none is, those that differ in capitals only. */
function spelled(word: string, names: readonly string[]): string[] {
  const all = [...new Set(names)];
  if (all.includes(word)) return [word];
  return all.filter((name) => name.toLowerCase() === word.toLowerCase());
}

function sitePlace(name: string, { devices }: Topology): Extract<Meaning, { what: 'place' }> {
  const there = devices.filter(({ site }) => site === name).map((device) => device.name);
  return { what: 'place', devices: there, places: `site ${name} (${count(there.length, 'device')})` };
}

/** Interfaces of a device, in the inventory or as a link's end. */
function interfacesOf(device: string | undefined, { devices, links }: Topology): string[] {
  if (device === undefined) return [];
  const own = Object.keys(devices.find(({ name }) => name === device)?.interfaces ?? {});
  const ends = links.flatMap(({ a, b }) => [a, b]).filter((end) => end.device === device);
  return [...own, ...ends.map((end) => end.interface)];
}

const devicesOf = ({ devices }: Topology) => devices.map(({ name }) => name);
const sitesOf = ({ devices }: Topology) => devices.map(({ site }) => site);

const asMark = (mark: Mark, name: string, meaning: Meaning): Reading => ({ meaning, as: `${mark}:${name}` });
const deviceReading = (name: string) => asMark('device', name, { what: 'place', devices: [name], places: name });

/** What a word with a mark before it means: `device:7d`, `metric:up`. It means nothing else. */
function readMarked(mark: Mark, name: string, { kind, topology, now }: WordContext): Reading {
  const unknown = (names: readonly string[]) => ({
    problem: `I do not know the ${mark} ${said(name)}.${didYouMean(name, names)}`,
  });
  if (name === '') return { problem: `A name must follow ${mark}: without a space between them.` };
  if (mark === 'interface') return asMark(mark, name, { what: 'interface', name });
  if (mark === 'metric')
    return takesMetric({ kind })
      ? asMark(mark, name, { what: 'metric', name })
      : { problem: `${kind.name} is not about a metric.` };
  if (mark === 'time') {
    const period = readPeriod(name, now) ?? { problem: `${said(name)} is no time.` };
    return 'problem' in period ? period : asMark(mark, name, { what: 'time', span: period });
  }
  const names = mark === 'device' ? devicesOf(topology) : sitesOf(topology);
  const [found, ...more] = spelled(name, names);
  if (found === undefined) return unknown(names);
  if (more.length > 0) return { problem: `Write ${[found, ...more].join(' or ')}: capitals tell them apart.` };
  return mark === 'device' ? deviceReading(found) : asMark(mark, found, sitePlace(found, topology));
}

/** All that a word may mean, by what is known: one is what it means, several leave it open, and none says nothing yet. */
export function readWord(word: string, context: WordContext): Reading[] {
  const { topology, device, now } = context;
  const [, mark, name] = /^([a-z]+):(.*)$/s.exec(word) ?? [];
  const marked = marks.find((one) => one === mark);
  if (marked) return [readMarked(marked, name!, context)];
  const devices = spelled(word, devicesOf(topology)).map(deviceReading);
  const places = new Set(devices.map((reading) => JSON.stringify(devicesIn(reading))));
  const sites = spelled(word, sitesOf(topology)).map((site) => asMark('site', site, sitePlace(site, topology)));
  const period = readPeriod(word, now);
  const isOther = devices.length + sites.length > 0;
  // A word that looks like a time and is none may still be a name.
  const times: Reading[] =
    period === null || ('problem' in period && isOther)
      ? []
      : ['problem' in period ? period : asMark('time', word, { what: 'time', span: period })];
  return [
    ...times,
    ...(/^all$/i.test(word) ? [{ meaning: everywhere, as: 'nothing (for all places)' }] : []),
    ...devices,
    // A site of one device that has its name is no other place.
    ...sites.filter((site) => !places.has(JSON.stringify(devicesIn(site)))),
    ...spelled(word, interfacesOf(device, topology)).map((port) =>
      asMark('interface', port, { what: 'interface', name: port }),
    ),
    ...(takesMetric(context) && isOurMetric(word.toLowerCase())
      ? [asMark('metric', word.toLowerCase(), { what: 'metric', name: word.toLowerCase() })]
      : []),
  ];
}

const everywhere: Meaning = { what: 'place', devices: null, places: 'all places' };

const devicesIn = (reading: Reading) =>
  'meaning' in reading && reading.meaning.what === 'place' ? reading.meaning.devices : null;

/**
 * What a word means that nothing known is called: an interface that the inventory lacks, where its name says so, or a metric of a sender. What may be a slip
 * of the keyboard, or either of them, is asked back.
 */
export function readUnknown(word: string, context: WordContext): Reading {
  const { topology, device } = context;
  const isMetricLike = takesMetric(context) && /^[a-z][a-z0-9_.:-]*$/i.test(word);
  const names = [...devicesOf(topology), ...sitesOf(topology), ...interfacesOf(device, topology), 'today', 'yesterday'];
  const meant = didYouMean(word, [...names, ...(takesMetric(context) ? Object.keys(canonicalMetrics) : [])]);
  const hint = isMetricLike ? ` Write metric:${said(word)} for a metric of that name.` : '';
  const unknown = `I do not know ${said(word)}${meant === '' && !isMetricLike ? `: ${takes(context)}` : ''}.${meant}${hint}`;
  if (meant !== '') return { problem: unknown };
  if (/\d\/\d/.test(word)) return asMark('interface', word, { what: 'interface', name: word });
  if (!isMetricLike) return { problem: unknown };
  // eth7, temp1: both are usual, and an answer about the wrong one would look right.
  if (/^[a-z]+\d+$/i.test(word))
    return { problem: `I do not know ${said(word)}. Write interface:${said(word)} or metric:${said(word)}.` };
  return asMark('metric', word, { what: 'metric', name: word });
}

function takes(context: WordContext): string {
  const parts = [
    ...(takesPlace(context) ? ['a device, a site or all'] : []),
    ...(takesMetric(context) ? ['a metric'] : []),
    'a time such as 24h, 7d or 2026-11-22',
  ];
  return `${context.kind.name} takes ${parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : `only ${parts[0]}`}`;
}

/** ` Did you mean …?`, or nothing. A short name is near to every short word, so it must begin like it. */
export function didYouMean(word: string, among: readonly string[]): string {
  const likely = among.filter((name) => name.length > 4 || name[0]?.toLowerCase() === word[0]?.toLowerCase());
  const meant = nearestWord(word, likely) ?? titled(word, among);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}

/** The metric that people call so: `cpu`, `latency`, `packet-loss`. */
function titled(word: string, among: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  const written = plain(word);
  if (written.length < 3) return undefined;
  return among.find(
    (name) => isOurMetric(name) && [name, describeMetric(name).title].some((own) => plain(own).startsWith(written)),
  );
}
