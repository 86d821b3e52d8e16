import type { LineTemplate } from './line-template.ts';
import { type ParameterContext, parameterTypes } from './parameter-types.ts';

/**
 * Whether a line has the words of a template, one by one, with values of the right type where the gaps are. It shares no code with the
 * rendering and reads nothing by patterns, so that a mistake there is not made here as well.
 */
export function fitsWords(template: LineTemplate, line: string, context: ParameterContext): boolean {
  const wanted = template.text.split(' ');
  const given = line.split(' ');
  return given.length === wanted.length && wanted.every((word, i) => fitsWord(word, given[i]!, template, context));
}

function fitsWord(wanted: string, given: string, template: LineTemplate, context: ParameterContext): boolean {
  const start = wanted.indexOf('{{');
  if (start < 0) return given === wanted;
  const end = wanted.indexOf('}}', start);
  const [before, after] = [wanted.slice(0, start), wanted.slice(end + 2)];
  const type = template.parameters[wanted.slice(start + 2, end)];
  if (!type || !given.startsWith(before) || !given.endsWith(after)) return false;
  return parameterTypes[type].accepts(given.slice(before.length, given.length - after.length), context);
}
