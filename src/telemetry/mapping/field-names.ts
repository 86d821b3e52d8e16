import type { Point } from '../point.ts';

const origin = /^\/?[a-z][\w-]*:(?=\/)/i;
const modulePrefix = /(^|\/)[a-z][\w.-]*:(?=[a-z])/gi;
const listKeys = /\[[^\]]*\]/g;
/** Stands for what a sender left out of a path. */
const gap = '…';

/**
 * `openconfig:/interfaces/…`, `/openconfig-interfaces:interfaces/interface[name=x]/…` and `/interfaces/interface/…` are the same path. What is no
 * path stays as it is.
 */
export function pathOf(raw: string): string {
  if (!raw.includes('/')) return raw;
  const path = raw.replace(listKeys, '').replace(origin, '').replace(modulePrefix, '$1');
  return path.startsWith('//') ? path.slice(1) : path;
}

/** The paths that a line is about: its measurement, as in model-driven telemetry, or the tag `path` of Telegraf's gnmi. */
export function basesOf({ measurement, tags }: Pick<Point, 'measurement' | 'tags'>): string[] {
  return [measurement, tags.get('path') ?? ''].filter((text) => text.includes('/'));
}

/**
 * Under which names a field may stand in the tables, the surest first: as it is, as a path with hyphens as YANG has them, behind the path that its line
 * is about, and, where a part of the path was left out, with a `…` in its place. A whole path of another model is another thing, whatever its leaf is
 * called, and so is a leaf behind a path that no row has.
 */
export function namesOf(raw: string, point: Pick<Point, 'measurement' | 'tags'>): string[] {
  const bases = basesOf(point).map((base) => rooted(hyphenated(base)));
  if (raw === 'value') return [...bases, point.measurement];
  const yang = hyphenated(raw);
  if (yang.startsWith('/')) return [...new Set([raw, yang])];
  const leaf = yang.toLowerCase();
  const behind = bases.flatMap((base) => [`${base}/${leaf}`, `${base}/${gap}/${leaf}`]);
  const alone = bases.length === 0 ? [`${gap}/${yang}`] : [];
  const whole = yang.includes('/') ? [`/${yang}`] : [];
  // Rows of the configuration may be a leaf alone, wherever it stands.
  return [...new Set([raw, ...behind, ...whole, ...alone, yang, yang.slice(yang.lastIndexOf('/') + 1)])];
}

/**
 * Rows by the names with a `…` that stand for them. A leaf alone stands for its row only where `…/<leaf>` is a row itself: `in-octets` says what it is,
 * and `instant` does not.
 */
export function shortNames(rows: Iterable<string>): Map<string, string[]> {
  const all = new Set(rows);
  const short = new Map<string, string[]>();
  for (const row of all) {
    if (!row.startsWith('/')) continue;
    const steps = row.slice(1).split('/');
    for (let from = 1; from < steps.length; from += 1) {
      const rest = steps.slice(from).join('/');
      if (from === steps.length - 1 && !all.has(`${gap}/${rest}`)) continue;
      for (let known = 0; known < from; known += 1) {
        const before = known === 0 ? '' : `/${steps.slice(0, known).join('/')}/`;
        const name = `${before}${gap}/${rest}`;
        if (!all.has(name)) short.set(name, [...(short.get(name) ?? []), row]);
      }
    }
  }
  return short;
}

const hyphenated = (text: string) =>
  text.includes('/') || text.includes('_') ? pathOf(text).replaceAll('_', '-').toLowerCase() : text;
const rooted = (path: string) => (path.startsWith('/') ? path : `/${path}`).replace(/\/$/, '');
