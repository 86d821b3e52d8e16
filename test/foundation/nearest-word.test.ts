import { expect, it } from 'vitest';
import { nearestWord } from '../../src/foundation/nearest-word.ts';

it.each([
  ['STATSU', 'status'],
  ['incidnet', 'incident'],
  ['icnidents', 'incidents'],
  ['mde', 'mode'],
  ['banana', undefined],
  ['', undefined],
])('takes %j for %j', (written, meant) => {
  expect(nearestWord(written, ['status', 'mode', 'incident', 'incidents'])).toBe(meant);
});

it('allows a third of a long word, and two edits in a short one', () => {
  expect(nearestWord('maintanence', ['maintenance'])).toBe('maintenance');
  expect(nearestWord('abcdefghijkl', ['ABCDefghWXYZ'])).toBe('ABCDefghWXYZ');
  expect(nearestWord('abcdefghijkl', ['abcdefgVWXYZ'])).toBeUndefined();
  expect(nearestWord('up', ['on'])).toBe('on');
});

it.each([100, 40_000, 1_000_000])('says that nothing is near a word of %d characters', (size) => {
  expect(nearestWord('a'.repeat(size), ['status', 'a'.repeat(12)])).toBeUndefined();
});
