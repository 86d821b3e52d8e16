import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countMasked, maskSecrets } from '../../src/network/parsing/secrets.ts';
import { vendors } from '../../src/network/vendors/index.ts';

const folder = resolve(import.meta.dirname, '../fixtures/secrets');
const linesOf = (file: string) => readFileSync(resolve(folder, file), 'utf8').trimEnd().split('\n');

describe('secrets in configuration text', () => {
  it('has lines of each system, and two hundred at least', () => {
    const files = readdirSync(folder).filter((file) => file !== 'none.txt');
    expect(files.map((file) => file.replace('.txt', '')).sort()).toEqual(vendors.map(({ id }) => id).sort());
    expect(files.flatMap(linesOf).length).toBeGreaterThanOrEqual(200);
  });

  it.each(vendors.map(({ id }) => id))('leaves none in any line of %s, and says where each was', (id) => {
    for (const line of linesOf(`${id}.txt`)) {
      const masked = maskSecrets(line);
      expect(line, 'a line of the list has a secret').toContain('SEKRIT');
      expect(masked, line).not.toContain('SEKRIT');
      expect(masked, line).toContain('<secret>');
      expect(maskSecrets(masked), line).toBe(masked);
      // People have to see which line it is: what stands before the secret stays.
      const before = line.slice(0, line.search(/"?(?:\$\w+\$)?SEKRIT/));
      expect(masked.startsWith(before.trimEnd().split(' ').slice(0, 2).join(' ')), line).toBe(true);
    }
  });

  it('leaves lines alone that hold none, whatever their words are', () => {
    for (const line of linesOf('none.txt')) expect(maskSecrets(line)).toBe(line);
    expect(countMasked(linesOf('none.txt').join('\n'))).toBe(0);
  });

  it('counts the lines from which something was taken', () => {
    expect(countMasked(maskSecrets('hostname R1\nenable secret 9 x\n key 7 y\n'))).toBe(2);
  });

  it('takes a private key out from its first line to its last', () => {
    const text = 'crypto x\n-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\n0123\n-----END RSA PRIVATE KEY-----\nend';
    expect(maskSecrets(text)).toBe(
      'crypto x\n-----BEGIN RSA PRIVATE KEY-----\n<secret>\n<secret>\n-----END RSA PRIVATE KEY-----\nend',
    );
  });

  /** Words before a secret, how it is written, and what the secret is: any of them together. */
  it.each([
    'username u password',
    ' neighbor 192.0.2.1 password',
    'set x y secret',
    ' server-private 192.0.2.1 key',
    ' ip ospf authentication-key',
    ' ip ospf message-digest-key 1 md5',
    'snmp-server community',
    ' pre-shared-key',
    '  key-string',
    ' wpa-passphrase',
    ' some-new-secret',
    ' other-password',
    ' vendor-api-key',
  ])('takes any secret behind "%s"', (words) => {
    const forms = words === 'snmp-server community' ? [''] : ['', '0 ', '7 ', 'encrypted ', 'ascii 0 ', 'hex '];
    const secrets = [
      'x1y2z3',
      '0822455D0A16',
      '12345',
      'local',
      'version1',
      '"with a space"',
      '$9$ab/cd',
      'a;b',
      'md5sum',
      'a=b@c:d',
    ];
    for (const form of forms)
      for (const secret of secrets) {
        const masked = maskSecrets(`${words} ${form}${secret}`);
        expect(masked, `${words} ${form}${secret}`).not.toContain(secret.replaceAll('"', ''));
        expect(maskSecrets(masked)).toBe(masked);
      }
  });

  it('is not kept busy by long lines', () => {
    const parts = ['password ', 'key 7 ', 'snmp-server host ', 'a=', 'auth ', '://a:', '"', 'mode ', '$9$', '# '];
    for (const part of parts) {
      const began = process.cpuUsage().user;
      maskSecrets(`key ${part.repeat(100_000 / part.length)}`);
      // Generous: a pattern that tries again and again takes minutes.
      expect(process.cpuUsage().user - began).toBeLessThan(5_000_000);
    }
  });
});
