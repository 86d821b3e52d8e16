import { isIPv6 } from 'node:net';

/** Replaces what must not leave the house by stable tokens, and puts it back. One redactor serves one investigation. */
export interface Redactor {
  redact(text: string): string;
  restore(text: string): string;
}

/** Names of hosts and people that are known beforehand. Addresses and fully qualified names are recognised by their form. */
export interface KnownNames {
  hosts: readonly string[];
  users: readonly string[];
}

/** Lengths as in RFC 1035 and RFC 5321. Without a bound, a long run of dots would be gone through from each of its places. */
const label = '[A-Za-z0-9-]{1,63}';
const email = String.raw`[A-Za-z0-9._%+-]{1,64}@${label}(?:\.${label}){1,10}`;
const mac = String.raw`(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}`;
const ipv4 = String.raw`(?:\d{1,3}\.){3}\d{1,3}`;
const ipv6 = String.raw`[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}`;
const qualified = String.raw`${label}(?:\.${label}){0,40}\.[A-Za-z]{2,63}`;
const slackUser = String.raw`[UW](?=[A-Z]*\d)[A-Z0-9]{8,24}`;
const notWithin = '(?![A-Za-z0-9])';
/** Everything that is recognised by its form, at the place where a search stands. */
const form = new RegExp(
  `(?:(?<user>${email}|${slackUser})|(?<address>${mac}|${ipv4})|(?<host>${qualified})|(?<ipv6>${ipv6}))${notWithin}`,
  'iy',
);

/**
 * Builds the redactor. Tokens are HOST_1, ADDR_1, USER_1 …: known names are numbered in alphabetical order, so the same inventory gives
 * the same tokens; addresses are numbered as they appear. A token says nothing about what it stands for.
 */
export function createRedactor(known: KnownNames): Redactor {
  const tokens = new Map<string, string>();
  const originals = new Map<string, string>();
  const counts = new Map<string, number>();
  const tokenFor = (kind: 'HOST' | 'ADDR' | 'USER', original: string): string => {
    const key = original.toLowerCase();
    const existing = tokens.get(key);
    if (existing) return existing;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const token = `${kind}_${number}`;
    tokens.set(key, token);
    originals.set(token, original);
    return token;
  };
  for (const host of [...known.hosts].sort()) tokenFor('HOST', host);
  for (const user of [...known.users].sort()) tokenFor('USER', user);
  const findName = createNameFinder([...known.hosts, ...known.users]);

  /** The length of what has to be replaced at this place, and its token; null when there is nothing. */
  const find = (text: string, at: number): { length: number; token: string } | null => {
    form.lastIndex = at;
    const [match = '', groups] = readMatch(form.exec(text));
    if (groups?.user !== undefined) return { length: match.length, token: tokenFor('USER', match) };
    if (groups?.address !== undefined) return { length: match.length, token: tokenFor('ADDR', match) };
    if (groups?.host !== undefined) return { length: match.length, token: tokenFor('HOST', match) };
    const length = findName(text, at);
    if (length > 0) return { length, token: tokenFor('HOST', text.slice(at, at + length)) };
    return groups && isIPv6(match) ? { length: match.length, token: tokenFor('ADDR', match) } : null;
  };

  return {
    redact(text) {
      const parts: string[] = [];
      let from = 0;
      for (let at = 0; at < text.length; at += 1) {
        const found = isWithinWord(text, at) ? null : find(text, at);
        if (!found) continue;
        parts.push(text.slice(from, at), found.token);
        from = at + found.length;
        at = from - 1;
      }
      return [...parts, text.slice(from)].join('');
    },
    restore: (text) =>
      text.replace(/\b(?:HOST|ADDR|USER)_\d+\b/gi, (token) => originals.get(token.toUpperCase()) ?? token),
  };
}

function readMatch(match: RegExpExecArray | null): [string?, Record<string, string | undefined>?] {
  return match ? [match[0], match.groups] : [];
}

const letterOrDigit = /[A-Za-z0-9]/;

/** The n of a JSON-escaped line break is no letter. */
function isWithinWord(text: string, at: number): boolean {
  if (at === 0 || !letterOrDigit.test(text[at - 1]!)) return false;
  return !(text[at - 2] === '\\' && 'nrt'.includes(text[at - 1]!));
}

interface Branch {
  isEnd: boolean;
  next: Map<string, Branch>;
}

/** The length of the longest name that stands at a place, or 0. It goes no further than the longest name, however many there are. */
function createNameFinder(names: string[]): (text: string, at: number) => number {
  const root: Branch = { isEnd: false, next: new Map() };
  for (const name of names.filter((one) => one !== '')) {
    let branch = root;
    for (const unit of name.split('')) {
      const key = unit.toLowerCase();
      const next = branch.next.get(key) ?? { isEnd: false, next: new Map() };
      branch.next.set(key, next);
      branch = next;
    }
    branch.isEnd = true;
  }
  return (text, at) => {
    let longest = 0;
    let branch: Branch | undefined = root;
    for (let end = at; branch && end <= text.length; end += 1) {
      if (branch.isEnd && !letterOrDigit.test(text[end] ?? '')) longest = end - at;
      branch = branch.next.get((text[end] ?? '').toLowerCase());
    }
    return longest;
  };
}
