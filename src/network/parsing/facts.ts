import type { Fact } from '../vendor.ts';

/** A fact that the device itself keeps. */
export function own(name: string, value: string | number): Fact {
  return { name, value, independent: true };
}

/** A fact that a stranger could have written. */
export function foreign(name: string, value: string): Fact {
  return { name, value, independent: false };
}

/** One fact for each pattern that is found; the first group is the value, a number when `numeric`. */
export function pick(text: string, wanted: readonly { name: string; pattern: RegExp; numeric?: boolean }[]): Fact[] {
  return wanted.flatMap(({ name, pattern, numeric }) => {
    const value = pattern.exec(text)?.[1]?.trim();
    if (value === undefined || value === '') return [];
    return [own(name, numeric ? Number(value) : value)];
  });
}

/** The part of a name that may stand in the name of a fact. */
export function factKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}
