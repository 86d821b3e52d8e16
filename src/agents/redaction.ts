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
/** No letter or digit before or after; the n of a JSON-escaped line break is no letter. */
const before = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))`;
const after = '(?![A-Za-z0-9])';

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
  const pattern = buildPattern([...known.hosts, ...known.users]);

  return {
    redact: (text) =>
      text.replace(pattern, (match, ...rest) => {
        const groups = rest.at(-1) as Record<string, string | undefined>;
        if (groups.ipv6 !== undefined) return isIPv6(match) ? tokenFor('ADDR', match) : match;
        if (groups.user !== undefined) return tokenFor('USER', match);
        return tokenFor(groups.address === undefined ? 'HOST' : 'ADDR', match);
      }),
    restore: (text) =>
      text.replace(/\b(?:HOST|ADDR|USER)_\d+\b/gi, (token) => originals.get(token.toUpperCase()) ?? token),
  };
}

function buildPattern(names: string[]): RegExp {
  const longestFirst = [...new Set(names)].filter((name) => name !== '').sort((a, b) => b.length - a.length);
  const literal = longestFirst.map((name) => name.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('|') || '(?!)';
  const kinds = [
    `(?<user>${email}|${slackUser})`,
    `(?<address>${mac}|${ipv4})`,
    `(?<host>${qualified})`,
    `(?<name>${literal})`,
    `(?<ipv6>${ipv6})`,
  ];
  return new RegExp(`${before}(?:${kinds.join('|')})${after}`, 'gi');
}
