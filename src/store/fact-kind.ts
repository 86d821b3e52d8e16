import { z } from 'zod';
import { NocturneError } from '../errors.ts';

/**
 * A kind of fact: which values it has, under which ids, and what a reader gets when the stored value has another shape. A kind is defined in the
 * room that keeps it with {@link defineFact}, and stands in the list of `app/fact-kinds.ts`.
 */
export interface FactKind<T> {
  /** As it is stored; never renamed. */
  readonly name: string;
  /** The shape of its ids, such as the id of a plan. */
  readonly id: RegExp;
  /** The shape of its values. It turns values of an earlier release into those of today. */
  readonly value: z.ZodType<T>;
  /**
   * A value of another shape is counted and told in any case. `refuse`: whoever asks for it gets a `fact-damaged` error, because going on without
   * the fact could do harm. `leave-out`: it is as if it were not there. Lists leave it out in any case.
   */
  readonly whenDamaged: 'refuse' | 'leave-out';
}

/** Any text. */
const anyId = /./s;

/** Defines a kind of fact. `id` is any text when left out. */
export function defineFact<T>(kind: Omit<FactKind<T>, 'id'> & { id?: RegExp }): FactKind<T> {
  return { id: anyId, ...kind };
}

/** What is stored, in today's shape, or what is wrong with it. */
export type ReadFact<T> = { ok: true; value: T } | { ok: false; why: string };

export function readFact<T>(kind: FactKind<T>, id: string, stored: unknown): ReadFact<T> {
  if (!kind.id.test(id)) return { ok: false, why: `the id ${JSON.stringify(id)} is none of this kind` };
  const parsed = kind.value.safeParse(stored);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`);
  return { ok: false, why: issues.join('; ') };
}

/** The error of whoever needs a fact that is damaged. No other try helps. */
export function damagedFact({ name }: Pick<FactKind<unknown>, 'name'>, id: string, why: string): NocturneError {
  return new NocturneError('fact-damaged', `The stored ${name} of ${id} can't be read: ${why}`, {
    hint: 'a newer release may have written it: run that one, or restore the database from a backup',
    detail: { kind: name, id },
  });
}

/** A number that was measured. JSON has none for NaN and infinity and stores null instead, which is read as NaN. */
export const measuredNumber: z.ZodType<number> = z.union([z.number(), z.null().transform(() => Number.NaN)]);

/** A word of a list that may grow and shrink from release to release, such as the id of a cause: whoever reads it knows what to do with another. */
export const word = <T extends string>() => z.custom<T>((value) => typeof value === 'string', 'is no text');

/** A place, as it is stored. */
export const placeShape = z.object({ device: z.string(), interface: z.string().nullable() });
