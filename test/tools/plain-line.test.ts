import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEvidenceLedger } from '../../src/tools/evidence-ledger.ts';
import { plainLine } from '../../src/tools/plain-line.ts';
import { formatNumber, formatProbability, lowerFirst } from '../../src/tools/wording.ts';

test('control, zero-width and bidirectional characters never survive, nor does a second line', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('a', ' ', '\u001b[2J', '\u0007', '\n', '\u200b', '\u202e', '\u2066', '\ufeff', '\u{e0041}'),
  });
  fc.assert(
    fc.property(hostile, (text) => {
      expect(plainLine(text, 200)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }),
  );
});

test('long text is cut to its limit', () => {
  expect([...plainLine('ä'.repeat(500), 20)]).toHaveLength(20);
});

test('the same fact keeps its id, also when the ledger is built anew from what was stored', () => {
  const fact = { kind: 'metric', place: { device: 'r', interface: null }, text: 'cpu 1 %', independent: true } as const;
  const ledger = createEvidenceLedger();
  expect(ledger.add(fact).id).toBe('E1');
  expect(ledger.add({ ...fact, text: 'cpu 2 %' }).id).toBe('E2');
  expect(createEvidenceLedger(ledger.all()).add({ ...fact }).id).toBe('E1');
});

test('numbers are short and never say more than is known', () => {
  expect([84.234, 4.1, 0.1234, 1234.5, 0, -2.5, 0.00000001].map(formatNumber)).toEqual([
    '84.2',
    '4.1',
    '0.123',
    '1235',
    '0',
    '-2.5',
    '0',
  ]);
  expect([0.934, 0.999, 1, 0.001, 0].map(formatProbability)).toEqual([
    '93 %',
    'over 99 %',
    '100 %',
    'under 1 %',
    '0 %',
  ]);
  expect(['Packet loss', 'CPU', 'BGP hijack'].map(lowerFirst)).toEqual(['packet loss', 'CPU', 'BGP hijack']);
});
