import type { Point } from '../point.ts';

const origin = /^\/?[a-z][\w-]*:(?=\/)/i;
const modulePrefix = /(^|\/)[a-z][\w.-]*:(?=[a-z])/gi;
const listKeys = /\[[^\]]*\]/g;

/**
 * `openconfig:/interfaces/…`, `/openconfig-interfaces:interfaces/interface[name=x]/…` and `/interfaces/interface/…` are the same path. What is no
 * path stays as it is.
 */
export function pathOf(raw: string): string {
  if (!raw.includes('/')) return raw;
  const path = raw.replace(listKeys, '').replace(origin, '').replace(modulePrefix, '$1');
  return path.startsWith('//') ? path.slice(1) : path;
}

/**
 * Under which names a field may stand in the tables: as it is, as a path with hyphens as YANG has them, behind the path that its line is about, and as
 * the leaf of a path below its base. A whole path of another model is another thing, whatever its leaf is called.
 */
export function namesOf(raw: string, { measurement, tags }: Pick<Point, 'measurement' | 'tags'>): string[] {
  if (raw === 'value' && !measurement.includes('/')) return [measurement];
  const yang = hyphenated(raw);
  const bases = [measurement, tags.get('path') ?? ''].filter((text) => text.includes('/')).map(hyphenated);
  const isWhole = yang.startsWith('/');
  const behind = isWhole ? [] : bases.map((base) => (raw === 'value' ? base : `${rooted(base)}/${yang}`));
  return [...new Set([raw, yang, ...behind, ...(isWhole ? [] : [yang.slice(yang.lastIndexOf('/') + 1)])])];
}

const hyphenated = (text: string) =>
  text.includes('/') || text.includes('_') ? pathOf(text).replaceAll('_', '-').toLowerCase() : text;
const rooted = (path: string) => (path.startsWith('/') ? path : `/${path}`).replace(/\/$/, '');
