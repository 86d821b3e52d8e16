import { NocturneError } from '../../errors.ts';
import { artefactName, type ModelCard, type ModelKey } from './model-card.ts';

/** A model of before there were subjects says in its card what its kind was called then. */
export const about = (card: ModelCard, { kind, subject }: ModelKey): ModelCard => ({ ...card, kind, subject });

/** Kinds, subjects and ids become folder names. */
export function checkName(name: string): string {
  if (artefactName.safeParse(name).success) return name;
  throw new NocturneError('bad-model-name', `"${name}" is no name of a model or of a kind of models`, {
    hint: 'lower-case letters, digits and hyphens',
  });
}

export function noPrevious({ kind, subject }: ModelKey): NocturneError {
  return new NocturneError('no-previous-model', `No model of kind ${kind} was in use before for ${subject}`, {
    hint: '`nocturne models` lists what can be promoted',
  });
}

export function noSuchModel({ kind, subject }: ModelKey, id: string): NocturneError {
  return new NocturneError('no-such-model', `There is no model ${id} of kind ${kind} for ${subject}`, {
    hint: '`nocturne models` lists them',
    detail: { kind, subject, id },
  });
}
