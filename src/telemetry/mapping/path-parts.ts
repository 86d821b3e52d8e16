import type { FieldValue, Point } from '../point.ts';
import { nativePaths } from './built-in/eos.ts';
import { basesOf } from './field-names.ts';

const step = /([^/[\]]+)((?:\[[^\]]*\])+)/g;
const key = /\[([^=\]]+)=([^\]]*)\]/g;
const native = /^\/?(?:[a-z][\w-]*:)?\/?((?:Sysdb|Smash|Kernel)\/.*)$/;

/**
 * The points that a point stands for whose paths say where something was measured: `/interfaces/interface[name=xe-0/0/0]/…` has the key of a list in it,
 * and in a native path of EOS the interface is a step. Tags say it afterwards, as gnmic writes them (`interface_name`). Any other point is itself.
 */
export function partsOf(point: Point): readonly Point[] {
  const bases = basesOf(point);
  if (!bases.some(mayHavePlace) && !hasPlace(point.fields)) return [point];
  const tagsOfBases = bases.flatMap(keysOf);
  const nativeBase = bases.map((base) => native.exec(base)?.[1]).find((path) => path !== undefined);
  const parts = new Map<string, { tags: Map<string, string>; fields: Map<string, FieldValue> }>();
  for (const [field, value] of point.fields) {
    const path =
      native.exec(field)?.[1] ?? (nativeBase && !field.startsWith('/') ? `${nativeBase}/${field}` : undefined);
    const known = path === undefined ? undefined : placeOf(path);
    const found = known ? [known.tag] : [...tagsOfBases, ...keysOf(field)];
    const added = found.filter(([tag]) => !point.tags.has(tag));
    const id = added.flat().join('\t');
    const part = parts.get(id) ?? { tags: new Map([...point.tags, ...added]), fields: new Map<string, FieldValue>() };
    part.fields.set(known ? known.field : field, value);
    parts.set(id, part);
  }
  return [...parts.values()].map((part) => ({ ...point, ...part }));
}

/** Looks at each name of each line, and so at as little of it as can be. */
const mayHavePlace = (name: string) =>
  name.includes('[') ||
  (name.includes('/') && (name.includes('Sysdb/') || name.includes('Smash/') || name.includes('Kernel/')));

function hasPlace(fields: Point['fields']): boolean {
  for (const field of fields.keys()) if (mayHavePlace(field)) return true;
  return false;
}

function keysOf(path: string): [string, string][] {
  return [...path.matchAll(step)].flatMap(([, name, keys]) => {
    const element = name!.slice(name!.lastIndexOf(':') + 1);
    return [...keys!.matchAll(key)].map(([, own, value]): [string, string] => [
      `${element}_${own}`,
      value!.replace(/^(['"])(.*)\1$/, '$2'),
    ]);
  });
}

function placeOf(path: string): { tag: [string, string]; field: string } | undefined {
  for (const { path: pattern, tag, rows } of nativePaths) {
    const [, name, leaf] = pattern.exec(path) ?? [];
    if (name !== undefined && leaf !== undefined) return { tag: [tag, name], field: `${rows}/${leaf}` };
  }
  return undefined;
}
