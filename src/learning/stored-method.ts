import { NocturneError } from '../errors.ts';

/** The method that a stored model names by its id, for kinds whose models choose one of a list. Throws `model-artefact-damaged`. */
export function readStoredMethod<Method extends { id: string }>(
  stored: unknown,
  methods: readonly Method[],
  what: string,
): Method {
  const { method: id } = (stored ?? {}) as Record<string, unknown>;
  const method = methods.find((one) => one.id === id);
  if (method) return method;
  throw new NocturneError('model-artefact-damaged', `${what} names no method that is known`, {
    hint: 'train the model again',
  });
}
