import type { Random } from '../../../demo/network/world/random.ts';
import { type Family, oneOf, vendorLines } from './family.ts';

const tails = [
  '; reload',
  ' ; reload',
  '&& reload',
  ' || reload',
  ' | reload',
  '|sh',
  ' > flash:x',
  ' >> x',
  ' < x',
  '`reload`',
  '$(reload)',
  ' \\',
  ' ?',
  ' *',
  ' !',
  ' ~',
  ' {reload}',
  ' | redirect tftp://192.0.2.7/x',
  ' | append flash:x',
];

const lineBreaks = ['\n', '\r', '\r\n', '\n\n', '\u0085', '\u2028', '\u2029', '\u000b', '\u000c'];
const seconds = ['reload', 'no router ospf', 'write erase', 'end', 'username eve privilege 15'];
const controls = [
  '\u0000',
  '\u0003',
  '\u0004',
  '\u0007',
  '\u0008',
  '\t',
  '\u000e',
  '\u0015',
  '\u001a',
  '\u001b[A',
  '\u001b[2K',
  '\u007f',
  '\u009b',
];
const invisible = ['\u200b', '\u200d', '\u202e', '\u2066', '\ufeff', '\u00ad', '\u{e0041}', '\u3164'];
const twins: Record<string, string[]> = {
  a: ['а', 'ａ'],
  c: ['с'],
  e: ['е', 'ｅ'],
  i: ['і', 'ı'],
  o: ['о', '０'],
  p: ['р'],
  s: ['ѕ'],
  t: ['ｔ'],
  '1': ['１', 'l'],
  '0': ['０', 'O'],
};

/** Lines of the vendor, the exec ones and those of the configuration alike. */
const allowedLines = vendorLines.flatMap(({ vendor, exec, config }) => [
  ...exec.map((text) => ({ kind: 'exec' as const, vendor, text, expect: 'refuse' as const })),
  ...config.map((text) => ({ kind: 'config' as const, vendor, text, expect: 'refuse' as const })),
]);

/** Every one of the ways, each on a random allowed line. */
const spoil = (name: string, ways: readonly ((text: string, random: Random) => string)[]): Family => ({
  name,
  make: (random) =>
    ways.map((way) => {
      const line = oneOf(allowedLines, random);
      return { ...line, text: way(line.text, random) };
    }),
});

const insert = (text: string, piece: string, random: Random) => {
  const at = Math.floor(random.between(1, text.length));
  return text.slice(0, at) + piece + text.slice(at);
};

function withTwin(text: string, random: Random): string {
  const at = [...text].map((letter, i) => (twins[letter] ? i : -1)).filter((i) => i >= 0);
  const place = oneOf(at.length > 0 ? at : [0], random);
  return text.slice(0, place) + oneOf(twins[text[place]!] ?? ['е'], random) + text.slice(place + 1);
}

function otherCase(text: string, random: Random): string {
  const changed = random.chance(0.3) ? text.toUpperCase() : text[0]!.toUpperCase() + text.slice(1);
  return changed === text ? text.toLowerCase() : changed;
}

/** A letter lost, doubled, exchanged or replaced. */
function typo(text: string, random: Random): string {
  const at = Math.floor(random.between(0, text.length - 1));
  const way = oneOf(['lose', 'swap', 'replace'], random);
  const other = way === 'swap' && text[at] !== text[at + 1] ? `${text[at + 1]}${text[at]}` : '';
  if (other) return text.slice(0, at) + other + text.slice(at + 2);
  return `${text.slice(0, at)}${way === 'replace' ? '#' : ''}${text.slice(at + 1)}x`;
}

const repeat = <T>(count: number, way: T): T[] => Array.from({ length: count }, () => way);

/** Allowed lines, each with something that makes it another one. */
export const spoiltLineFamilies: Family[] = [
  spoil(
    'chaining',
    tails.map((tail) => (text: string) => text + tail),
  ),
  spoil(
    'line breaks',
    lineBreaks.flatMap((end) => [
      (text: string, random: Random) => text + end + oneOf(seconds, random),
      (text: string) => text + end,
    ]),
  ),
  spoil(
    'control characters',
    controls.map((piece) => (text: string, random: Random) => insert(text, piece, random)),
  ),
  spoil('look-alikes', [
    ...repeat(10, withTwin),
    ...invisible.map((piece) => (text: string, random: Random) => insert(text, piece, random)),
  ]),
  spoil('case and spacing', [
    ...repeat(8, otherCase),
    (text) => ` ${text}`,
    (text) => `${text} `,
    (text) => `${text.replace(' ', '  ')} `,
    (text) => text.replace(' ', '\u00a0').padEnd(text.length + 1, '\u00a0'),
    (text) => `"${text}"`,
    (text) => `no ${text} ${'x'.repeat(200)}`,
  ]),
  spoil('typing errors', repeat(20, typo)),
  spoil('wrong place', [
    ...repeat(4, (text: string) => `do ${text}`),
    ...repeat(4, (text: string) => `no no ${text}`),
    ...repeat(3, (text: string) => `default ${text}`),
  ]),
];
