import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical-json.ts';

test('sorts keys at every depth and leaves out what is undefined', () => {
  const value = { b: [{ z: 1, a: null }], a: { y: 'é"\n', x: undefined }, 10: 1, 9: 2 };
  expect(canonicalJson(value)).toBe('{"10":1,"9":2,"a":{"y":"é\\"\\n"},"b":[{"a":null,"z":1}]}');
});

test('says the same for the same value however its keys are ordered, and JSON.parse gives the value back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value))).toBe(text);
    }),
  );
});

test('refuses what JSON cannot say', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, undefined, [undefined], () => 1])
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'not-canonical' }));
});

test('writes a date as JSON does', () => {
  expect(canonicalJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
