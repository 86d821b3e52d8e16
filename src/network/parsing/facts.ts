import type { Fact } from '../vendor.ts';

/** A fact that the device itself keeps. */
export function own(name: string, value: string | number): Fact {
  return { name, value, independent: true };
}

/** A fact that a stranger could have written. */
export function foreign(name: string, value: string): Fact {
  return { name, value, independent: false };
}

interface Wanted {
  name: string;
  pattern: RegExp;
  numeric?: boolean;
}

/** One fact for each pattern that is found; the first group is the value, a number when `numeric`. */
export function pick(text: string, wanted: readonly Wanted[]): Fact[] {
  return wanted.flatMap(({ name, pattern, numeric }) => {
    const value = pattern.exec(text)?.[1]?.trim();
    if (value === undefined || value === '') return [];
    return [own(name, numeric ? Number(value) : value)];
  });
}

/** Like `pick`, for what stands once for each part (an area, an address of an interface): a fact only where all parts say the same. */
export function pickAgreed(text: string, wanted: readonly Wanted[]): Fact[] {
  return wanted.flatMap(({ name, pattern, numeric }) => {
    const values = new Set(valuesOf(text, pattern));
    const [value] = values;
    return value === undefined || values.size > 1 ? [] : [own(name, numeric ? Number(value) : value)];
  });
}

/** The sum over all parts, such as neighbours over all areas. Nothing where no part has the number. */
export function pickSum(text: string, wanted: readonly Omit<Wanted, 'numeric'>[]): Fact[] {
  return wanted.flatMap(({ name, pattern }) => {
    const values = valuesOf(text, pattern).map(Number);
    return values.length === 0
      ? []
      : [
          own(
            name,
            values.reduce((sum, value) => sum + value, 0),
          ),
        ];
  });
}

const valuesOf = (text: string, { source, flags }: RegExp) =>
  [...text.matchAll(new RegExp(source, `${flags}g`))].map(([, value]) => value!);

/** The text without what people wrote about interfaces: a description may hold any words, those of the device too. */
export function withoutDescriptions(text: string): string {
  return text.replace(/^ *(?:OS )?Description: .*$/gm, '');
}

/** The part of a name that may stand in the name of a fact. */
export function factKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}
