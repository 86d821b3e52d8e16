import type { Fields } from '../entities.ts';

/** One broken rule. `pointer` is a JSON pointer into what was checked, such as `/blocks/0/text/text`. */
export interface Problem {
  pointer: string;
  message: string;
}

export type Surface = 'message' | 'modal' | 'home';

/** Collects problems below one place of the payload. */
export interface Place {
  readonly surface: Surface;
  at(key: string | number): Place;
  report(message: string): void;
}

export function createPlace(surface: Surface, problems: Problem[], pointer: string): Place {
  return {
    surface,
    at: (key) => createPlace(surface, problems, `${pointer}/${key}`),
    report: (message) => problems.push({ pointer, message }),
  };
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface TextRule {
  max: number;
  min?: number;
  required?: boolean;
}

/** A plain string of the payload (not a text object). */
export function checkString(value: unknown, place: Place, rule: TextRule): void {
  if (value === undefined || value === null) {
    if (rule.required) place.report('missing required field');
    return;
  }
  if (typeof value !== 'string') {
    place.report('must be a string');
    return;
  }
  if (value.length > rule.max) place.report(`must be less than ${rule.max + 1} characters`);
  if (value.length < (rule.min ?? 0)) place.report(`must be more than ${(rule.min ?? 1) - 1} characters`);
}

/** A text object: `{type: "plain_text" | "mrkdwn", text}`. */
export function checkText(value: unknown, place: Place, rule: TextRule & { plainOnly?: boolean }): void {
  if (value === undefined || value === null) {
    if (rule.required) place.report('missing required field');
    return;
  }
  if (!isFields(value)) {
    place.report('must be a text object');
    return;
  }
  const types = rule.plainOnly ? ['plain_text'] : ['plain_text', 'mrkdwn'];
  if (!types.includes(String(value.type))) place.at('type').report(`must be one of: ${types.join(', ')}`);
  checkString(value.text, place.at('text'), { min: 1, required: true, max: rule.max });
}

interface ListRule {
  max: number;
  min?: number;
  required?: boolean;
}

/** A list of the payload. Returns its items, or none when it is no list. */
export function checkList(value: unknown, place: Place, rule: ListRule): unknown[] {
  if (value === undefined || value === null) {
    if (rule.required) place.report('missing required field');
    return [];
  }
  if (!Array.isArray(value)) {
    place.report('must be an array');
    return [];
  }
  if (value.length > rule.max) place.report(`no more than ${rule.max} items allowed`);
  if (value.length < (rule.min ?? 0)) place.report(`no fewer than ${rule.min} items allowed`);
  return value;
}

export function checkUrl(value: unknown, place: Place, required = true): void {
  checkString(value, place, { max: 3000, min: 1, required });
  if (typeof value === 'string' && value && !/^https?:\/\/[^\s]+$/.test(value)) place.report('must be a valid url');
}
