/** A part of Block Kit as it is sent. */
export type Node = Record<string, unknown>;

/** Problems of a text object. */
export function checkText(place: string, text: unknown, most: number, kind?: 'plain_text'): string[] {
  const { type, text: value } = (text ?? {}) as { type?: string; text?: unknown };
  if (type !== 'plain_text' && (kind || type !== 'mrkdwn')) return [`${place}: not a ${kind ?? 'text object'}`];
  return size(place, value, 1, most);
}

/** Problems of a string: at least and at most so many characters. */
export function size(place: string, value: unknown, least: number, most: number): string[] {
  if (typeof value !== 'string') return [`${place}: not a string`];
  if (value.length < least) return [`${place}: empty`];
  return value.length > most ? [`${place}: ${value.length} characters, at most ${most}`] : [];
}

/** Problems of a list: at least and at most so many members. */
export function amount(place: string, list: unknown[], least: number, most: number): string[] {
  if (list.length < least) return [`${place}: empty`];
  return list.length > most ? [`${place}: ${list.length}, at most ${most}`] : [];
}
