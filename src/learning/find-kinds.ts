import { NocturneError } from '../errors.ts';
import { nearestWord } from '../foundation/nearest-word.ts';
import type { AnyKind } from './kind.ts';
import { modelKinds } from './kinds/index.ts';

/** The kinds of these names; every kind for none. Throws `unknown-model-kind`, with the names that there are. */
export function findKinds(names: readonly string[] = []): readonly AnyKind[] {
  for (const name of names) if (!modelKinds.some(({ kind }) => kind === name)) throw unknownKind(name);
  return names.length === 0 ? modelKinds : modelKinds.filter(({ kind }) => names.includes(kind));
}

/** Names of all kinds, in the order in which they are trained and shown. */
export const kindNames = modelKinds.map(({ kind }) => kind);

/** The error for a kind that is not there, with the one that was probably meant. */
export function unknownKind(name: string): NocturneError {
  const near = nearestWord(name, kindNames);
  return new NocturneError('unknown-model-kind', `There is no kind of model "${name}"`, {
    hint: `${near === undefined ? '' : `did you mean ${near}? `}the kinds are ${kindNames.join(', ')}`,
    detail: { name },
  });
}
