/**
 * Command patterns and their matching, with the abbreviations that real devices accept (`sh int bri`, `conf t`).
 *
 * A pattern is words: `show ip ospf interface [IFNAME] [json]`. Lower case is a keyword, `[…]` may be left out, `a|b` is a choice of
 * keywords, upper case is a parameter: IFNAME and WORD one word, LINE the rest of the line, ADDRESS `A.B.C.D`, PREFIX `A.B.C.D/M`,
 * MASK `255.255.255.252`,
 * AREA a number or `A.B.C.D`, and `<1-65535>` a number in that range.
 */
export interface Pattern<Command> {
  pattern: string;
  command: Command;
}

export type Match<Command> =
  | { kind: 'match'; command: Command; args: Args }
  | { kind: 'unknown' | 'incomplete' | 'ambiguous' };

/** Parameters by their name in the pattern (`IFNAME`, `<1-65535>`), and keywords that were given, in full. */
export interface Args {
  values: Record<string, string>;
  keywords: Set<string>;
}

type Fold = (word: string) => string;

type Token =
  | { kind: 'keyword'; words: string[]; fold: Fold }
  | { kind: 'parameter'; name: string; accepts: (word: string) => boolean; rest: boolean };

interface Variant<Command> {
  tokens: Token[];
  command: Command;
}

export interface Grammar<Command> {
  match(line: string): Match<Command>;
  /** Keywords that could continue the line, for `?` and Tab. */
  continuations(line: string): string[];
}

export function createGrammar<Command>(
  patterns: readonly Pattern<Command>[],
  { ignoreCase = false }: { ignoreCase?: boolean } = {},
): Grammar<Command> {
  const fold: Fold = ignoreCase ? (word) => word.toLowerCase() : (word) => word;
  const variants = patterns.flatMap(({ pattern, command }) =>
    expand(pattern, fold).map((tokens): Variant<Command> => ({ tokens, command })),
  );
  return {
    match: (line) => matchLine(variants, words(line)),
    continuations: (line) => {
      const given = words(line);
      const open = /\s$/.test(line) || given.length === 0;
      const last = open ? '' : (given.pop() ?? '');
      const next = variants.filter((variant) => given.every((word, i) => quality(variant.tokens[i], word) !== null));
      const found = next.flatMap(({ tokens }) => {
        const token = tokens[given.length];
        return token?.kind === 'keyword' ? token.words.filter((word) => word.startsWith(last)) : [];
      });
      return [...new Set(found)].sort();
    },
  };
}

function matchLine<Command>(variants: readonly Variant<Command>[], given: readonly string[]): Match<Command> {
  const fitting = variants.flatMap((variant) => {
    const score = scoreOf(variant.tokens, given);
    return score === null ? [] : [{ variant, score }];
  });
  if (fitting.length === 0) {
    const longer = variants.some(
      ({ tokens }) => tokens.length > given.length && given.every((word, i) => quality(tokens[i], word) !== null),
    );
    return { kind: longer ? 'incomplete' : 'unknown' };
  }
  fitting.sort((x, y) => (x.score < y.score ? -1 : x.score > y.score ? 1 : 0));
  const [best, second] = fitting;
  if (!best) return { kind: 'unknown' };
  if (second && second.score === best.score && second.variant.command !== best.variant.command)
    return { kind: 'ambiguous' };
  return { kind: 'match', command: best.variant.command, args: readArgs(best.variant.tokens, given) };
}

/** One digit per word, smaller is closer; null when the line doesn't fit. */
function scoreOf(tokens: readonly Token[], given: readonly string[]): string | null {
  const last = tokens.at(-1);
  const open = last?.kind === 'parameter' && last.rest;
  if (open ? given.length < tokens.length : given.length !== tokens.length) return null;
  const digits = tokens.map((token, i) => quality(token, given[i] ?? ''));
  return digits.includes(null) ? null : digits.join('');
}

function quality(token: Token | undefined, word: string): number | null {
  if (!token) return null;
  if (token.kind === 'keyword') {
    if (token.words.includes(token.fold(word))) return 0;
    return token.words.filter((keyword) => keyword.startsWith(token.fold(word))).length === 1 ? 1 : null;
  }
  return token.accepts(word) ? (token.rest ? 4 : token.name === 'WORD' || token.name === 'IFNAME' ? 3 : 2) : null;
}

function readArgs(tokens: readonly Token[], given: readonly string[]): Args {
  const args: Args = { values: {}, keywords: new Set() };
  for (const [i, token] of tokens.entries()) {
    const word = given[i] ?? '';
    if (token.kind === 'parameter') args.values[token.name] = token.rest ? given.slice(i).join(' ') : word;
    else args.keywords.add(fullKeyword(token.words, token.fold(word)));
  }
  return args;
}

function fullKeyword(keywords: readonly string[], word: string): string {
  return keywords.find((keyword) => keyword === word) ?? keywords.find((keyword) => keyword.startsWith(word)) ?? word;
}

/** A pattern with n optional parts stands for 2^n plain ones. */
function expand(pattern: string, fold: Fold): Token[][] {
  let lists: Token[][] = [[]];
  for (const part of pattern.split(' ')) {
    const optional = /^\[(.+)\]$/.exec(part);
    const token = parseToken(optional?.[1] ?? part, fold);
    const longer = lists.map((tokens) => [...tokens, token]);
    lists = optional ? [...longer, ...lists] : longer;
  }
  return lists;
}

const address = /^(\d{1,3}\.){3}\d{1,3}$/;
const parameters: Record<string, (word: string) => boolean> = {
  IFNAME: () => true,
  WORD: () => true,
  LINE: () => true,
  ADDRESS: (word) => address.test(word) && word.split('.').every((part) => Number(part) < 256),
  PREFIX: (word) => /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/.test(word) && Number(word.split('/')[1]) <= 32,
  MASK: (word) => /^(255|254|252|248|240|224|192|128|0)(\.(255|254|252|248|240|224|192|128|0)){3}$/.test(word),
  AREA: (word) => /^\d+$/.test(word) || address.test(word),
};

function parseToken(part: string, fold: Fold): Token {
  const range = /^<(\d+)-(\d+)>$/.exec(part);
  if (range) {
    const [low, high] = [Number(range[1]), Number(range[2])];
    const accepts = (word: string) => /^\d+$/.test(word) && Number(word) >= low && Number(word) <= high;
    return { kind: 'parameter', name: part, accepts, rest: false };
  }
  const accepts = parameters[part];
  if (accepts) return { kind: 'parameter', name: part, accepts, rest: part === 'LINE' };
  return { kind: 'keyword', words: part.split('|'), fold };
}

function words(line: string): string[] {
  return line.trim().split(/\s+/).filter(Boolean);
}
