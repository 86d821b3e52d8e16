/**
 * Takes secrets out of configuration text, line by line. Every system has hundreds of lines that may hold one, and new releases bring more, so what
 * counts is the words: behind a word such as `password` or `key`, and behind what says how it is written (`7`, `md5`, `ascii`), the rest of the line is
 * replaced, but for words that are known to come after a secret. Lines with a form of their own, values that show what they are (`$9$…`), URLs and
 * private keys come beside it. Doing it twice changes nothing.
 */
export function maskSecrets(text: string): string {
  let inPrivateKey = false;
  return text
    .split('\n')
    .map((line) => {
      if (inPrivateKey) {
        inPrivateKey = !/-----END [A-Z ]*PRIVATE KEY-----/.test(line);
        return inPrivateKey ? hidden : line;
      }
      inPrivateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(line) && !/-----END /.test(line);
      return hint.test(line) ? maskLine(line) : line;
    })
    .join('\n');
}

const hidden = '<secret>';

/** Lines of masked text from which something was taken. */
export const countMasked = (text: string): number => text.split('\n').filter((line) => line.includes(hidden)).length;

/** A line without any of these holds no secret that could be told: most lines cost no more than this. */
const hint =
  /pass|pwd|secret|key|communit|psk|pmk|cak|md5|sha|authentication|snmp|token|pin\b|trap-|:\/\/|\$[0-9a-z]+\$|ssh-/i;

/** Behind these a secret stands. */
const strong = new Set([
  ...['password', 'passwd', 'passphrase', 'pass-phrase', 'passcode', 'pwd', 'secret', 'community', 'community-name'],
  ...['authentication-key', 'message-digest-key', 'pre-shared-key', 'preshared-key', 'shared-key', 'key-string'],
  ...['set-key', 'ascii-text', 'hexadecimal', 'password-encrypt', 'key-hash', 'plain-text-password-value'],
  ...['ssh-key', 'ssh-rsa', 'ssh-dsa', 'ssh-dss', 'ssh-ecdsa', 'ssh-ed25519', 'cak', 'pmk', 'token', 'pin', 'apikey'],
  ...['authpass', 'privpass'],
]);
const strongEnd =
  /-(?:password|passwd|passphrase|secret|psk|pass|(?:authentication|auth|privacy|shared|server|encryption|session|private|api|wep|psk)-key)$|^(?:server|auth|privacy|encryption|session|private|api|wep)-key$/;
/** As well, unless one small number is all that follows: that is the number of a key. */
const weak = new Set(['key', 'md5', 'sha', 'psk', 'sha1', 'sha-1', 'sha256', 'sha-256', 'sha512', 'sha-512']);
const keyNumber = /^\d{1,3}$/;

/** How the secret is written, or which one it is. */
const filler =
  /^(?:\d{1,5}|md5|sha-?\d*|hmac-\S+|cmac-\S+|aes(?:-?\d+)?|3?des|encrypt(?:ed|ion)?|clear(?:-?text)?|plain(?:-?text)?|ascii(?:-text)?|hex(?:adecimal)?|scrypt|psk|hash-algo|key-id|=)$/i;
/** The same behind single words, for what could be a secret behind another. */
const fillers: Record<string, RegExp> = {
  password: /^level$/i,
  secret: /^level$/i,
  'pre-shared-key': /^(?:local|remote|address|hostname|\d+(?:\.\d+){3}(?:\/\d+)?)$/i,
  'authentication-key': /^(?:type|value)$/,
  md5: /^value$/,
};

/** Words behind which the same word means something else. */
const harmless: Record<string, RegExp> = {
  password:
    /^(?:encryption(?:-key)?|minimum|maximum|policy|strength-check|history|lifetime|expir\w*|aging|reset|format|change-type|recovery|prompt|(?:min|max)imum-\S+)$/,
  secret: /^format$/,
  key: /^(?:chain|config-key|generate|mypubkey|pubkey-chain|import|export|zeroize|exchange|size|length|label|storage|rsa|ec|key-chain|interval|rotation|server|management|lifetime|policy|prefer|version|source|iburst|burst|minpoll|maxpoll|derivation)$/,
  md5: /^(?:key-chain|timeout)$/,
  'pre-shared-key': /^key-?chain$/,
  'key-string': /^quit$/,
  token: /^(?:ring|bucket)$/,
  'encryption-key': /^common$/,
};

/** What may follow a secret and is none. */
const tails: Record<string, RegExp> = {
  community: /^(?:\s+(?:view \S+|ro|rw|read-only|read-write|ipv6 \S+|\d{1,4}|group \S+))+$/i,
  key: /^\s+(?:address \S+(?: \d\S+)?|hostname \S+)(?: no-xauth)?$/,
  'area-password': /^\s+authenticate snp (?:validate|send-only)$/,
  'domain-password': /^\s+authenticate snp (?:validate|send-only)$/,
  md5: /^\s+(?:7|encrypted)$/,
};

/** Lines whose secret has no word of its own before it. The first group stays. */
const lines: readonly RegExp[] = [
  /^(\s*(?:no )?snmp-server host \S+ (?:(?:vrf \S+|use-vrf \S+|informs?|traps?|version (?:1|2c|3(?: (?:auth|noauth|priv))?)|udp-port \d+) )*)(?!vrf |version |informs? |traps? |udp-port )\S+/,
  /^(\s*(?:no )?snmp-server user .*? (?:auth \S+ |priv (?:3?des|aes)(?:[ -]?(?:128|192|256))? ))\S.*/,
  /^(\s*(?:(?:standby|vrrp|glbp|hsrp)(?: \d+)?|ip nhrp|ip rip) authentication (?:(?:text|string) )?)(?!md5\b|mode\b|key-chain\b|text\b|string\b|<secret>)\S.*/,
  /^(\s*trap-group )[^\s;{]+/,
  /^(\s*set snmp trap-group )\S+/,
  /^(\s*(?:\S+ )*mode hmac-sha-?\d+ (?:\d )?)\S.*/,
];

/** Values that show what they are, whatever stands before them. */
const values: readonly [RegExp, string][] = [
  [/\$(?:1|5|6|7|8|9|14|y|2[abxy]?|sha1|sha256|sha512|pbkdf2[\w-]*|scrypt)\$[^\s";]+/g, hidden],
  [/(\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s/:@]{0,80}:)[^\s@]+@/gi, `$1${hidden}@`],
  [
    /((?:^|[\s?&;,"-])(?:[\w-]{0,20}(?:password|passwd|secret|token|auth|key|community))=)(?!<secret>)[^\s&";]+/gi,
    `$1${hidden}`,
  ],
];

/** Free text of people: only what is surely meant as a secret counts there. */
const freeText = /^\s*(?:set .* )?(?:description|remark|alias|banner)\b/;

function maskLine(line: string): string {
  const shaped = lines.reduce((left, pattern) => left.replace(pattern, `$1${hidden}`), line);
  const shown = values.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), shaped);
  return maskBehindWords(shown);
}

/** The end of a statement in curly brackets, and the remark that a system puts behind it, stay. */
const statementEnd = /(?:;|\s\{)?(?:\s*## [^"]*)?\s*$/;

function maskBehindWords(line: string): string {
  const end = statementEnd.exec(line)!.index;
  const words = [...line.slice(0, end).matchAll(/"[^"]*"|\S+/g)].map(({ 0: word, index }) => ({ word, index }));
  const isFree = freeText.test(line);
  const isSnmp = /^\s*(?:(?:no |set |delete |(?:de)?activate )?snmp|community )/.test(line);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!.word.toLowerCase().replace(/:$/, '');
    const isStrong = word === 'community' ? isSnmp : isStrongWord(word);
    if (!isStrong && (isFree || !weak.has(word))) continue;
    const next = words[i + 1]?.word ?? line.slice(end).trim();
    if (/^[\]{}]/.test(next) || harmless[word]?.test(next)) continue;
    let at = i + 1;
    while (at < words.length && (filler.test(words[at]!.word) || fillers[word]?.test(words[at]!.word))) at++;
    // The last of these is the secret where nothing else is.
    const isNumbered = keyNumber.test(words[at - 1]!.word) && (at === i + 2 || words[at - 2]!.word === 'key-id');
    if (at === words.length && at > i + 1 && (isStrong || !isNumbered)) at--;
    const found = words[at];
    if (!found) continue;
    if (isIntroducing(found.word, words[at + 1]?.word) || found.word === hidden) continue;
    if (harmless.key!.test(found.word) && word === 'key' && at > i + 1) continue;
    const behind = line.slice(found.index + found.word.length, end);
    return `${line.slice(0, found.index)}${hidden}${tails[word]?.test(behind) ? behind : ''}${line.slice(end)}`;
  }
  return line;
}

/** `key 1 secret "…"`: the secret stands behind the second word. A word that nothing follows is a secret itself, whatever it says. */
const isIntroducing = (word: string, next: string | undefined) =>
  next !== undefined && (isStrongWord(word.toLowerCase()) || weak.has(word.toLowerCase()));

const isStrongWord = (word: string) => strong.has(word) || strongEnd.test(word);
