import { isCanonicalMetric } from '../../domain/sample.ts';
import type { Interner } from '../interner.ts';
import type { Point } from '../point.ts';
import { namesOf, pathOf } from './field-names.ts';
import type { FoundPlace, PlaceFinder } from './find-place.ts';
import type { FieldRule, RatioRule } from './mapping-schema.ts';
import type { CompiledRule, MappingTables } from './mapping-tables.ts';

/** What one field of a shape gives. */
export interface FieldOfShape {
  raw: string;
  /** Empty for a field that nothing maps. */
  rules: readonly FieldRule[];
  ownName: string;
  /** What is remembered of this field belongs to this key: the measurement, the whole tag set and the field. */
  series: string;
  /** The field only is a part of a ratio, and no metric by itself. */
  isPartOnly: boolean;
  /** The rule keeps what it maps only. */
  isLeftOut: boolean;
}

/** A ratio whose fields this shape has. */
export interface RatioOfShape {
  rule: RatioRule;
  series: string;
  part: string[];
  whole: string[];
}

/** What all lines with the same measurement, tags and field names have in common. */
export interface Shape {
  place: FoundPlace;
  placeKey: string;
  /** Tells this series from others at the same place. */
  series: string;
  /** What is put behind own names where another series has them already: `{disk=sda}`. */
  suffix: string;
  /** The best source of a metric first. */
  fields: readonly FieldOfShape[];
  ratios: readonly RatioOfShape[];
}

/** Tags that change while the series stays the same, or that say how it came here. */
const passing = new Set([
  'subscription-name',
  'result',
  'result_type',
  'status_code',
  'rcode',
  'ifAlias',
  'ifOperStatus',
  'ifAdminStatus',
  'path',
]);

/** Looks at the names of a line once, however often lines of its shape come. Bounded: after `limit` shapes it starts anew. */
export function createShapes(tables: MappingTables, finder: PlaceFinder, names: Interner, limit = 50_000) {
  const known = new Map<string, { shape: Shape | null; generation: number }>();
  const generationOf = (shape: Shape | null) => (shape ? finder.generation(shape.place.device) : 0);

  return {
    /** Null for a line that a rule leaves out; a text says why a line can't be used. */
    of(point: Point): Shape | string | null {
      const key = shapeKey(point);
      const kept = known.get(key);
      if (kept && kept.generation === generationOf(kept.shape)) return kept.shape;
      const shape = look(point);
      if (typeof shape === 'string') return shape;
      if (known.size >= limit) known.clear();
      known.set(names.intern(key), { shape, generation: generationOf(shape) });
      return shape;
    },
  };

  function look(point: Point): Shape | string | null {
    const { measurement, tags, fields } = point;
    const rule = tables.ruleFor(measurement, tags);
    if (rule === null) return null;
    const place = finder.find(point, rule);
    if (!place) return `no tag names the device (one of ${(rule?.deviceTags ?? tables.deviceTags).join(', ')})`;
    const kept = {
      ...place,
      device: names.intern(place.device),
      interface: place.interface === null ? null : names.intern(place.interface),
    };
    const isAboutNetwork = place.by !== 'host' && place.by !== 'hostname';
    const allTags = [...tags].map(([tag, value]) => `,${tag}=${value}`).join('');
    const isPath = [...fields.keys()].every((field) => field.includes('/'));
    const series = names.intern(`${isPath ? '' : measurement}${tagText(tags, (tag) => !passing.has(tag))}`);
    const ratios = tables.ratios(rule).flatMap((ratio) => ratioOf(ratio, point, `${measurement}${allTags}`, names));
    const parts = new Set(ratios.flatMap(({ part, whole }) => [...part, ...whole]));
    const fieldOf = (raw: string): FieldOfShape => {
      const rules = tables.fieldRules(raw, point, rule, isAboutNetwork) ?? [];
      return {
        ...{ raw: names.intern(raw), rules },
        ownName: names.intern(ownName(raw, measurement, rule)),
        series: names.intern(`${measurement}${allTags}\t${raw}`),
        isPartOnly: rules.length === 0 && parts.has(raw),
        isLeftOut: rules.length === 0 && rule?.keepOthers === false,
      };
    };
    return {
      place: kept,
      placeKey: `${kept.device}\t${kept.interface ?? ''}`,
      series,
      suffix: names.intern(
        `{${tagText(tags, (tag) => !passing.has(tag) && tag !== place.by && tag !== 'host').slice(1)}}`,
      ),
      ratios,
      fields: [...fields.keys()].map(fieldOf).sort((one, other) => rankOf(one) - rankOf(other)),
    };
  }
}

const rankOf = ({ rules }: FieldOfShape) => rules[0]?.rank ?? 0;

function shapeKey({ measurement, tags, fields }: Point): string {
  let key = measurement;
  for (const [tag, value] of tags) key += `,${tag}=${value}`;
  for (const field of fields.keys()) key += `\t${field}`;
  return key;
}

function tagText(tags: ReadonlyMap<string, string>, wanted: (tag: string) => boolean): string {
  return [...tags]
    .filter(([tag]) => wanted(tag))
    .map(([tag, value]) => `,${tag}=${value}`)
    .sort()
    .join('');
}

/** A ratio counts when the line has a part, and something beside the parts that they are a share of. */
function ratioOf(rule: RatioRule, point: Point, series: string, names: Interner): RatioOfShape[] {
  const { tags, fields } = point;
  const fits = Object.entries(rule.when ?? {}).every(([tag, values]) => values.includes(tags.get(tag) ?? ''));
  if (!fits) return [];
  const present = (wanted: readonly string[]) =>
    [...fields.keys()].filter((field) => ratioNames(field, point).some((name) => wanted.includes(name)));
  const part = present(rule.part);
  const whole = present(rule.whole);
  const isWhole = part.length > 0 && whole.some((field) => !part.includes(field));
  const kept = (list: string[]) => list.map((field) => names.intern(field));
  return isWhole
    ? [{ rule, series: names.intern(`${series}\t${rule.metric}`), part: kept(part), whole: kept(whole) }]
    : [];
}

/** Counters of an interface are known by their leaf, wherever a model puts them. */
function ratioNames(field: string, point: Point): string[] {
  const names = namesOf(field, point);
  return field.includes('interface')
    ? [...names, ...names.map((name) => name.slice(name.lastIndexOf('/') + 1))]
    : names;
}

function ownName(raw: string, measurement: string, rule: CompiledRule | undefined): string {
  const field = raw === 'value' ? measurement : pathOf(raw);
  return !rule || isCanonicalMetric(field) || field === measurement ? field : `${measurement}_${field}`;
}
