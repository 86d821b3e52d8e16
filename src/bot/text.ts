import { formatNumber } from '../foundation/number-words.ts';
import { cleanText } from '../network/untrusted.ts';

/** Whatever ends a line. Nothing is repainted here as in a terminal: what was written is shown. */
const lineEnd = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

/** Text of strangers on one line: no terminal codes, no hidden or control characters, at most `max` characters. */
export function oneLine(text: string, max = 300): string {
  return cut(manyLines(text).replace(/\s+/g, ' ').trim(), max);
}

/** Device output on its own lines, without terminal codes, hidden or control characters. */
export function manyLines(text: string): string {
  return cleanText(text.replace(lineEnd, '\n').replaceAll('\b', '')).replace(/\t/g, '    ');
}

/** The same text as mrkdwn: what would be a link or a mention is shown as it was written. */
export function escapeMrkdwn(text: string, max = 300): string {
  return escapeEntities(oneLine(text, max))
    .replace(/@(?=(?:channel|here|everyone)\b)/gi, '@\u2060')
    .replace(/`/g, 'ʼ');
}

export function escapeEntities(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** At most `max` characters, with an ellipsis where something is missing, and no half surrogate, entity or `<…>` at the end. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = text
    .slice(0, Math.max(0, max - 1))
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/&[a-z]{0,4}$/, '')
    .replace(/<[^<>]*$/, '');
  return `${head}…`;
}

/** A moment in the reader's own time, and in UTC where Slack's date form is not understood. */
export function showDate(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time_secs}|${utc(at)}>`;
}

export function showTime(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{time_secs}|${utc(at)}>`;
}

/** The same to the minute, for what is no measurement to the second: a moment that is expected, or by which something is planned. */
export function showMinute(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{time}|${utc(at).slice(11, 16)} UTC>`;
}

/** With the day. */
export function showDayMinute(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${utc(at).slice(0, 16)} UTC>`;
}

/** `2026-11-02 14:03:05 UTC`. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `850 ms`, `12 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`. */
export function showDuration(ms: number): string {
  if (ms > 0 && ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return join(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? join(hours, 'h', minutes % 60, 'min') : join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** A number in three figures; `no data` for what is none. */
export function showNumber(value: number): string {
  return Number.isFinite(value) ? formatNumber(value) : 'no data';
}

/** `<@U…>` for a user id of Slack, otherwise the name as it is. */
export function showUser(user: string): string {
  return /^[UW][A-Z0-9]{2,}$/.test(user) ? `<@${user}>` : escapeMrkdwn(user, 80);
}

/** `<!subteam^S…>` for the id of a user group, otherwise its handle as text. */
export function showGroup(group: string): string {
  return /^S[A-Z0-9]{2,}$/.test(group) ? `<!subteam^${group}>` : `@${escapeMrkdwn(group.replace(/^@/, ''), 80)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
