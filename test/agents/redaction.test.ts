import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from '../../src/agents/redaction.ts';

const known = { hosts: ['Router-B', 'Router-A', 'core'], users: ['jane.doe'] };

test.each([
  ['a device name', 'Router-A is slow', 'HOST_1 is slow'],
  ['a device name inside another word', 'to-Router-A-eth1 and Router-Alpha', 'to-HOST_1-eth1 and Router-Alpha'],
  ['a name after an escaped line break', String.raw`slow\nRouter-A`, String.raw`slow\nHOST_1`],
  ['a name in another case', 'ROUTER-b', 'HOST_2'],
  ['IPv4 addresses and prefixes', 'via 10.1.0.1 to 10.2.0.0/16', 'via ADDR_1 to ADDR_2/16'],
  ['IPv6 addresses, not times', '2001:db8::1 at 05:01:10 UTC', 'ADDR_1 at 05:01:10 UTC'],
  ['MAC addresses', 'aa:bb:cc:dd:ee:ff and aabb.ccdd.eeff', 'ADDR_1 and ADDR_2'],
  ['qualified names', 'gw.example.net said', 'HOST_4 said'],
  ['people', 'jane.doe, joe@example.com, U012AB3CD4', 'USER_1, USER_2, USER_3'],
  ['nothing else', 'eth1 rose to 84.2 ms, 20.5 times on Wednesday', 'eth1 rose to 84.2 ms, 20.5 times on Wednesday'],
])('replaces %s', (_what, text, expected) => expect(createRedactor(known).redact(text)).toBe(expected));

test('what was replaced comes back, whatever surrounds it', () => {
  const words = fc.constantFrom(
    'Router-A',
    'Router-B',
    '10.1.0.1',
    'fe80::1',
    'gw.example.net',
    'joe@example.com',
    'eth1',
    '84.2',
    ',',
    '"',
    '/',
    '(',
  );
  fc.assert(
    fc.property(fc.array(words), (parts) => {
      const text = parts.join(' ');
      const redactor = createRedactor(known);
      const out = redactor.redact(text);
      expect(out).not.toMatch(/router|10\.1|fe80|example/i);
      expect(redactor.restore(out)).toBe(text);
    }),
  );
});

test('the same inventory gives the same tokens, in whatever order it is read', () => {
  const other = createRedactor({ ...known, hosts: [...known.hosts].reverse() });
  expect(other.redact('Router-A Router-B')).toBe(createRedactor(known).redact('Router-A Router-B'));
});

test('a token that stands for nothing is left as it is, and case does not matter on the way back', () => {
  const redactor = createRedactor(known);
  expect(redactor.restore('host_1 and HOST_99')).toBe('Router-A and HOST_99');
});

test('the longest name wins, whatever characters it has, among any number of others', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => `edge-router-${index}`);
  const redactor = createRedactor({ hosts: ['pop 1/tower \u{1f5fc}', 'edge', ...many], users: [] });
  const text = 'edge-router-4999, edge-router-49990, POP 1/Tower \u{1f5fc}';
  expect(redactor.redact(text)).toMatch(/^HOST_\d+, HOST_1-router-49990, HOST_5002$/);
  expect(redactor.restore(redactor.redact(text))).toBe('edge-router-4999, edge-router-49990, pop 1/tower \u{1f5fc}');
});
