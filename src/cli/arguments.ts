import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../bot/duration.ts';
import { type DigestKind, digestKinds } from '../domain/digest.ts';
import { kindNames, unknownKind } from '../learning/find-kinds.ts';
import type { DateOrder } from '../telemetry/csv/dates.ts';
import { type Precision, parsePrecision } from '../telemetry/precision.ts';

/** A whole number. Throws commander's error for a wrong argument, which is exit code 2. */
export function parseInteger(text: string): number {
  const value = Number(text);
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('It must be a whole number of at most 15 digits.');
}

const isoDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** The last moment that a Date can hold (ECMA-262, Time Values). */
const lastDateMs = 8.64e15;

/** Milliseconds since 1970, given as such or as a date or time in ISO 8601; UTC when it names no zone. */
export function parseMoment(text: string): number {
  if (/^\d{9,16}$/.test(text) && Number(text) <= lastDateMs) return Number(text);
  const match = isoDate.exec(text);
  const at = match ? Date.parse(match[1] || text.length === 10 ? text : `${text.replace(' ', 'T')}Z`) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError('It must be a time such as 2026-11-02T14:03Z, or milliseconds since 1970.');
  }
  return at;
}

/** A length of time in milliseconds, such as `24h` or `7d`. */
export function parsePast(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError('It must be a length of time such as 30m, 24h or 7d.');
}

/** How many times faster than the day itself; infinite for `max`. */
export function parseSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = Number(text);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new InvalidArgumentError('It must be a number above 0, or max.');
}

/** A number above 0. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

/** A part of a whole, such as 0.5. */
export function parseShare(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError('It must be a number between 0 and 1, such as 0.5.');
  return share;
}

/** A kind of digest. */
export function parseDigestKind(text: string): DigestKind {
  const kind = digestKinds.find((one) => one === text);
  if (kind) return kind;
  throw new InvalidArgumentError(`It must be a digest: ${digestKinds.join(', ')}.`);
}

/** The unit of the times in line protocol. */
export function parseUnit(text: string): Precision {
  const unit = parsePrecision(text);
  if (unit) return unit;
  throw new InvalidArgumentError('It must be a unit: ns, us, ms, s, m or h.');
}

/** Which of two numbers in a date is the day. */
export function parseDateOrder(text: string): DateOrder {
  if (text === 'day-first' || text === 'month-first') return text;
  throw new InvalidArgumentError('It must be a date order: day-first or month-first.');
}

/** The name of a kind of model. */
export function parseKind(text: string): string {
  if (kindNames.includes(text)) return text;
  const { message, hint } = unknownKind(text);
  throw new InvalidArgumentError(`${message}: ${hint}.`);
}

/** One more name of a kind of model. */
export const parseKinds = (text: string, before: string[] = []) => [...before, parseKind(text)];

/**
 * Parses the value of an option whose meaning depends on another option, so that commander can't do it. Throws as commander does, with the option
 * as its help shows it.
 */
export function parseOption<T>(flags: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (thrown) {
    if (!(thrown instanceof InvalidArgumentError)) throw thrown;
    throw new InvalidArgumentError(`option '${flags}' argument '${text}' is invalid. ${thrown.message}`);
  }
}
