import { type Place, placeKey } from '../../domain/place.ts';
import { isCanonicalMetric } from '../../domain/sample.ts';
import type { Interner } from '../interner.ts';
import type { Point } from '../point.ts';
import { namesOf, pathOf } from './field-names.ts';
import type { FoundPlace, PlaceFinder } from './find-place.ts';
import type { FieldRule, RatioRule } from './mapping-schema.ts';
import type { CompiledRule, MappingTables } from './mapping-tables.ts';
import { createTarget, type SeriesTarget } from './place-series.ts';

/** One metric that a field gives. */
export interface RuleOfField {
  rule: FieldRule;
  target: SeriesTarget;
  /** What is remembered of a counter belongs to this key: the measurement, the whole tag set, the field and the metric. */
  rateKey: string;
}

/** What one field of a shape gives. */
export interface FieldOfShape {
  raw: string;
  /** A field that nothing maps gives a metric of its own name. */
  rules: readonly RuleOfField[];
  /** A text is a number here, because something gives the field a meaning. */
  isKnown: boolean;
  /** The field only is a part of a ratio, and no metric by itself. */
  isPartOnly: boolean;
  /** The rule keeps what it maps only. */
  isLeftOut: boolean;
}

/** A ratio whose fields this shape has. */
export interface RatioOfShape {
  rule: RatioRule;
  target: SeriesTarget;
  /** Fields, each with the key of what is remembered of it. */
  part: { field: string; key: string }[];
  whole: { field: string; key: string }[];
}

/** What all lines with the same measurement, tags and field names have in common. */
export interface Shape {
  place: FoundPlace;
  placeKey: string;
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
    const all = `${measurement}${[...tags].map(([tag, value]) => `,${tag}=${value}`).join('')}`;
    const isPath = [...fields.keys()].every((field) => field.includes('/'));
    const lasting = tagText(tags, (tag) => !passing.has(tag));
    const series = names.intern(`${isPath ? '' : measurement}${lasting}`);
    const suffix = `{${tagText(tags, (tag) => !passing.has(tag) && tag !== place.by && tag !== 'host').slice(1)}}`;
    const where = { device: kept.device, interface: kept.interface };
    const ratios = tables
      .ratios(rule)
      .flatMap((ratio) => ratioOf(ratio, { point, where, series: names.intern(`${all}\t${ratio.metric}`) }, names));
    const parts = new Set(ratios.flatMap(({ part, whole }) => [...part, ...whole].map(({ field }) => field)));

    function ruleOf(raw: string, own: FieldRule, isOwn: boolean): RuleOfField {
      const metric = names.intern(own.metric);
      const rank = (own.rank ?? 0) + (kept.isUnitZero ? 1 : 0);
      const rateKey = names.intern(`${all}\t${raw}\t${metric}`);
      const apart = isOwn && !isCanonicalMetric(metric) ? names.intern(`${metric}${suffix}`) : undefined;
      const from = own.combine ? names.intern(`${all}\t${raw}`) : names.intern(`${series}\t${rank}`);
      return {
        rule: own,
        rateKey,
        target: createTarget({ ...where, metric, rank, series: from, combine: own.combine, apart }),
      };
    }

    const fieldOf = (raw: string): FieldOfShape => {
      const given = tables.fieldRules(raw, point, rule, isAboutNetwork);
      const own = ownName(raw, measurement, rule);
      return {
        raw: names.intern(raw),
        rules: given ? given.map((each) => ruleOf(raw, each, false)) : [ruleOf(raw, { metric: own }, true)],
        isKnown: given !== undefined || isCanonicalMetric(own),
        isPartOnly: !given && parts.has(raw),
        isLeftOut: !given && rule?.keepOthers === false,
      };
    };
    return {
      place: kept,
      placeKey: names.intern(placeKey(kept)),
      ratios,
      fields: [...fields.keys()].map(fieldOf).sort((one, other) => rankOf(one) - rankOf(other)),
    };
  }
}

const rankOf = ({ rules }: FieldOfShape) => rules[0]!.rule.rank ?? 0;

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
function ratioOf(
  rule: RatioRule,
  { point, where, series }: { point: Point; where: Place; series: string },
  names: Interner,
): RatioOfShape[] {
  const { tags, fields } = point;
  const fits = Object.entries(rule.when ?? {}).every(([tag, values]) => values.includes(tags.get(tag) ?? ''));
  if (!fits) return [];
  const present = (wanted: readonly string[]) =>
    [...fields.keys()].filter((field) => ratioNames(field, point).some((name) => wanted.includes(name)));
  const part = present(rule.part);
  const whole = present(rule.whole);
  if (part.length === 0 || whole.every((field) => part.includes(field))) return [];
  const kept = (list: string[], side: string) =>
    list.map((field) => ({ field: names.intern(field), key: names.intern(`${series}\t${side}\t${field}`) }));
  const target = createTarget({ ...where, metric: rule.metric, rank: rule.rank ?? 0, series, combine: 'share' });
  return [{ rule, target, part: kept(part, 'part'), whole: kept(whole, 'whole') }];
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
