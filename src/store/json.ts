/**
 * JSON text that PostgreSQL can store: jsonb knows neither NUL nor half a surrogate pair, and both occur in what devices and people send.
 * They become U+FFFD.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, member) => (typeof member === 'string' ? storableText(member) : member));
}

/** The same for text columns. */
export function storableText(text: string): string {
  // The way through UTF-8 replaces halves of surrogate pairs.
  return Buffer.from(text.replaceAll('\u0000', '\uFFFD')).toString();
}
