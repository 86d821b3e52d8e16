import { expect, test } from 'vitest';
import { createLatestMap } from '../../src/foundation/latest-map.ts';

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
