import { type Precision, parsePrecision } from '../telemetry/precision.ts';

/** What an order over the API may hold. No path holds a NUL, and neither database nor queue takes one or half a surrogate pair. */
export const isFolder = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.isWellFormed() && !value.includes('\0');

export const isFolders = (value: unknown): value is string[] => Array.isArray(value) && value.every(isFolder);

export const isSeed = (value: unknown): value is number => Number.isSafeInteger(value);

/** A span, half-open, milliseconds since 1970. */
export const isSpan = (value: unknown): boolean => {
  const { from, to } = (value ?? {}) as { from?: unknown; to?: unknown };
  return isSeed(from) && isSeed(to) && from < to;
};

export const isPrecision = (value: unknown): value is Precision =>
  typeof value === 'string' && parsePrecision(value) === value;

export const longestWords = 300;

/** A short text of a person, such as a name or a reason. */
export const isWords = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= longestWords && value.isWellFormed() && !value.includes('\0');

export const longestName = 120;

/** The name of a device or a metric, as a caller writes it. */
export const isName = (value: unknown): value is string =>
  typeof value === 'string' &&
  value !== '' &&
  value.length <= longestName &&
  value.isWellFormed() &&
  !value.includes('\0');
