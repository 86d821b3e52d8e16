import type { Query } from './query.ts';

/**
 * JSON text that PostgreSQL can store: jsonb knows neither NUL nor half a surrogate pair, and both occur in what devices and people send.
 * They become U+FFFD.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, member) => (typeof member === 'string' ? storableText(member) : member));
}

/** The same for text columns. */
export function storableText(text: string): string {
  if (text.isWellFormed() && !text.includes('\u0000')) return text;
  // The way through UTF-8 replaces halves of surrogate pairs.
  return Buffer.from(text.replaceAll('\u0000', '\uFFFD')).toString();
}

/** A query that nobody can make fail by what stands in a text: an ID that somebody typed is then simply unknown. */
export function withStorableTexts(query: Query): Query {
  return (sql, values) => query(sql, values?.map(storable));
}

const storable = (value: unknown): unknown =>
  typeof value === 'string' ? storableText(value) : Array.isArray(value) ? value.map(storable) : value;
