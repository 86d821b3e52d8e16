import { type ParameterContext, type Parameters, type ParameterTypeId, parameterTypes } from './parameter-types.ts';

/**
 * One command line with typed gaps, such as `ip ospf cost {{cost}}`. `parameters` gives the type of each gap; a gap without a type is an
 * error of who wrote the template.
 */
export interface LineTemplate {
  text: string;
  parameters: Readonly<Record<string, ParameterTypeId>>;
}

const gap = /\{\{([a-z_]+)\}\}/g;

export function gapsOf(text: string): string[] {
  return [...text.matchAll(gap)].map((match) => match[1]!);
}

export type Rendered = { ok: true; line: string } | { ok: false; reason: string };

/** Fills the gaps. Fails with a reason when a value is missing or not of its type. */
export function renderLine(template: LineTemplate, values: Parameters, context: ParameterContext): Rendered {
  for (const name of gapsOf(template.text)) {
    const type = template.parameters[name];
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (!type || value === undefined) return { ok: false, reason: `${name} is missing` };
    if (!parameterTypes[type].accepts(String(value), context)) {
      return { ok: false, reason: `${name} must be ${parameterTypes[type].title}` };
    }
  }
  return { ok: true, line: template.text.replace(gap, (_, name: string) => String(values[name])) };
}

/** Whether the line equals a rendering of the template: the gaps are read back, checked, and rendered again. */
export function isRendering(template: LineTemplate, line: string, context: ParameterContext): boolean {
  const values = readGaps(template, line);
  if (!values) return false;
  const rendered = renderLine(template, values, context);
  return rendered.ok && rendered.line === line;
}

/** No value of any type holds white space, so each gap ends where the next literal begins. */
function readGaps(template: LineTemplate, line: string): Parameters | null {
  const names = gapsOf(template.text);
  const pattern = template.text.split(gap).map((part, i) => (i % 2 === 0 ? escapePattern(part) : '([^\\s]+)'));
  const match = new RegExp(`^${pattern.join('')}$`).exec(line);
  if (!match || match[0] !== line) return null;
  const values: Parameters = {};
  for (const [i, name] of names.entries()) {
    const text = match[i + 1]!;
    if (Object.hasOwn(values, name) && values[name] !== text) return null;
    values[name] = text;
  }
  return values;
}

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
