import { timingSafeEqual } from 'node:crypto';
import type { AuthContext, ParsedKey } from 'ssh2';
import ssh2 from 'ssh2';

/** How an account proves itself; either is enough. Keys are OpenSSH public key lines. */
export interface Credential {
  password?: string;
  publicKeys?: readonly string[];
}

/** reader: show commands only. netops: the whole CLI. svc: the restricted operator shell (FRR only). */
export interface Accounts {
  reader: Credential;
  netops: Credential;
  svc?: Credential;
}

export type AccountName = keyof Accounts;

export function isAccount(accounts: Accounts, name: string): name is AccountName {
  return Object.hasOwn(accounts, name) && accounts[name as AccountName] !== undefined;
}

/** Whether this login attempt is good; `more` asks the client to sign, which it does after it learned that the key is known. */
export function checkLogin(accounts: Accounts, attempt: AuthContext): 'yes' | 'no' | 'more' {
  const credential = isAccount(accounts, attempt.username) ? accounts[attempt.username] : undefined;
  if (attempt.method === 'password') {
    return credential?.password !== undefined && sameText(attempt.password, credential.password) ? 'yes' : 'no';
  }
  if (attempt.method !== 'publickey') return 'no';
  const key = (credential?.publicKeys ?? [])
    .map(parseKey)
    .find((known) => known.getPublicSSH().equals(attempt.key.data));
  if (!key) return 'no';
  if (!attempt.signature || !attempt.blob) return 'more';
  return key.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true ? 'yes' : 'no';
}

function parseKey(line: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(line);
  if (parsed instanceof Error) throw new Error(`Not an OpenSSH public key: ${line.slice(0, 40)}`);
  return parsed;
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
