import { NocturneError } from '../errors.ts';

/**
 * JSON with one spelling per value: keys sorted by UTF-16 code units, no white space, numbers and strings as JSON.stringify writes them
 * (the scheme of RFC 8785). Members that are undefined are left out, `toJSON` is honoured. Hashes are taken over this text.
 * Throws `not-canonical` for what JSON cannot say: NaN, infinities, bigint, functions, undefined in an array.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as Record<string, unknown>);
  throw new NocturneError('not-canonical', `${typeof value} ${String(value)} has no canonical JSON`);
}

function canonicalObject(object: Record<string, unknown>): string {
  if (typeof object.toJSON === 'function') return canonicalJson(object.toJSON());
  const members = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`);
  return `{${members.join(',')}}`;
}
