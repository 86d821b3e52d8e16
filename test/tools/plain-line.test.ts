import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEvidenceLedger } from '../../src/tools/evidence-ledger.ts';
import { plainLine } from '../../src/tools/plain-line.ts';
import { lowerFirst } from '../../src/tools/wording.ts';

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

test('a title within a sentence begins small, unless it is an abbreviation', () => {
  expect(['Packet loss', 'CPU', 'BGP hijack'].map(lowerFirst)).toEqual(['packet loss', 'CPU', 'BGP hijack']);
});
