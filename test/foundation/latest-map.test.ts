import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLatestMap, holdKey } from '../../src/foundation/latest-map.ts';

test('keeps the keys that were set last, and says which one made room', () => {
  const map = createLatestMap<number>(2);
  expect([map.set('a', 1), map.set('b', 2), map.set('a', 3)]).toEqual([undefined, undefined, undefined]);
  expect(map.set('c', 4)).toBe('b');
  expect([...map]).toEqual([
    ['a', 3],
    ['c', 4],
  ]);
  expect([map.get('b'), map.get('a'), map.size]).toEqual([undefined, 3, 2]);
});

test('keeps a key that is touched, and not one that is only read', () => {
  const map = createLatestMap<number>(2);
  for (const key of ['a', 'b']) map.set(key, 1);
  expect([map.touch('a'), map.touch('a'), map.touch('x'), map.get('b')]).toEqual([1, 1, undefined, 1]);
  expect([map.set('c', 2), map.touch('a'), map.set('d', 3)]).toEqual(['b', 1, 'c']);
  expect([...map]).toEqual([
    ['a', 1],
    ['d', 3],
  ]);
});

test('forgets a key at either end and in the middle', () => {
  const map = createLatestMap<number>();
  for (const key of ['a', 'b', 'c', 'd']) map.set(key, 0);
  expect([map.delete('b'), map.delete('d'), map.delete('a'), map.delete('x')]).toEqual([true, true, true, false]);
  expect(map.oldest()).toEqual(['c', 0]);
  map.delete('c');
  expect([map.oldest(), map.size]).toEqual([undefined, 0]);
  map.set('e', 1);
  expect([...map]).toEqual([['e', 1]]);
});

test('finds by a held key what it finds by its text, whatever was forgotten and set anew meanwhile', () => {
  const names = ['a', 'b', 'c', 'd'];
  const step = fc.record({ what: fc.constantFrom('set', 'delete', 'touch'), name: fc.constantFrom(...names) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const [plain, held] = [createLatestMap<number>(2), createLatestMap<number>(2)];
      const keys = new Map(names.map((name) => [name, holdKey<number>(name)]));
      for (const [i, { what, name }] of steps.entries()) {
        if (what === 'set') expect(held.set(name, i)).toBe(plain.set(name, i));
        else if (what === 'delete') expect(held.delete(name)).toBe(plain.delete(name));
        else expect(held.touch(keys.get(name)!)).toBe(plain.touch(name));
        expect([...held]).toEqual([...plain]);
      }
    }),
  );
});
