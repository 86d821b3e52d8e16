import { placeKey } from '../../domain/place.ts';
import { isCanonicalMetric } from '../../domain/sample.ts';
import { holdKey } from '../../foundation/latest-map.ts';
import type { Interner } from '../interner.ts';
import type { Point } from '../point.ts';
import type { Counter, CounterValue } from './counter-rates.ts';
import { pathOf } from './field-names.ts';
import { nameFields } from './find-interface.ts';
import type { FoundPlace, PlaceFinder } from './find-place.ts';
import { addLoss, type Losses } from './losses.ts';
import type { FieldRule } from './mapping-schema.ts';
import type { CompiledRule, MappingTables } from './mapping-tables.ts';
import { createTarget, type SeriesTarget } from './place-series.ts';
import { type RatioOfShape, ratiosOf } from './ratios.ts';

/** One metric that a field gives. */
export interface RuleOfField {
  rule: FieldRule;
  target: SeriesTarget;
  /** What is remembered of a counter belongs to this key: the measurement, the whole tag set, the field and the metric. */
  counter: Counter;
  /** Only an interface has it, and nothing names one. */
  isPlaceless: boolean;
}

/** What one field of a shape gives. */
export interface FieldOfShape {
  /** Its place among the fields of a line, which is the same in all lines of a shape. */
  index: number;
  /** A field that nothing maps gives a metric of its own name. */
  rules: readonly RuleOfField[];
  /** A text is a number here, because something gives the field a meaning. */
  isKnown: boolean;
}

/** What all lines with the same measurement, tags and field names have in common. */
export interface Shape {
  place: FoundPlace;
  placeKey: string;
  /** What gives metrics, the best source of one first. A field that is only a part of a ratio gives none by itself. */
  fields: readonly FieldOfShape[];
  /** Fields that give nothing: the rule keeps what it maps only, or the field is a part of a ratio of which the line has a better one. */
  lost: Losses;
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

/** Fields whose texts tell the rows of a table apart, where a table is sent without tags. */
const rowNames: ReadonlySet<string> = new Set([...nameFields, 'hrStorageDescr', 'hrStorageType']);

/** A row about all cores or queues together is none of them: it stands for their mean or sum, and for the least or most of them where no other row does. */
const total = /^(all|total)$/i;
const totalRank = { mean: -0.5, sum: -0.5, min: 0.5, max: 0.5 };

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
    const named = [...nameFields]
      .flatMap((field) => (fields.has(field) ? [`,${field}=${fields.get(field)}`] : []))
      .join('');
    const all = `${measurement}${[...tags].map(([tag, value]) => `,${tag}=${value}`).join('')}${named}`;
    const isPath = [...fields.keys()].every((field) => field.includes('/'));
    const lasting = tagText(tags, (tag) => !passing.has(tag));
    const series = names.intern(`${isPath ? '' : measurement}${lasting}${named}`);
    const suffix = `{${tagText(tags, (tag) => !passing.has(tag) && tag !== place.by && tag !== 'host').slice(1)}}`;
    const where = { device: kept.device, interface: kept.interface };
    // A sender that names its device and nothing else means the device; other tags are those of a row that nobody can name.
    const namesNothing = place.interface === null && [...tags.keys()].some((tag) => tag !== place.by && tag !== 'host');
    const sender = place.by === 'host' ? undefined : tags.get('host');
    const isTotal = [...tags.values()].some((value) => total.test(value));
    const rules = new Map([...fields.keys()].map((raw) => [raw, tables.fieldRules(raw, point, rule, isAboutNetwork)]));
    const given = [...rules.values()].flatMap((each) => each ?? []);
    const { ratios, spare } = ratiosOf(
      tables,
      rule,
      { point, place: kept, row: names.intern(all), given, sender, namesNothing },
      names,
    );
    const parts = new Set(ratios.flatMap((ratio) => ratio.fields.map(({ field }) => field)));

    function ruleOf(raw: string, own: FieldRule, isOwn: boolean): RuleOfField {
      const metric = names.intern(own.metric);
      const combine = isTotal ? undefined : own.combine;
      const rank = (own.rank ?? 0) + (kept.isUnitZero ? 1 : 0) + (isTotal && own.combine ? totalRank[own.combine] : 0);
      const counter = holdKey<CounterValue>(names.intern(`${all}\t${raw}\t${metric}`));
      const apart = isOwn && !isCanonicalMetric(metric) ? names.intern(`${metric}${suffix}`) : undefined;
      const from = combine ? names.intern(`${all}\t${raw}`) : names.intern(`${series}\t${rank}`);
      return {
        rule: own,
        counter,
        isPlaceless: own.interface === true && namesNothing,
        target: createTarget({ ...where, metric, rank, series: from, combine, sender, apart }),
      };
    }

    const measured: FieldOfShape[] = [];
    const lost: Losses = {};
    for (const [index, raw] of [...fields.keys()].entries()) {
      const given = rules.get(raw);
      const own = ownName(raw, measurement, rule);
      if (!given && spare.has(raw)) addLoss(lost, 'better-source');
      else if (!given && rule?.keepOthers === false) addLoss(lost, 'left-out');
      else if (given || !parts.has(raw)) {
        const ofField = given ? given.map((each) => ruleOf(raw, each, false)) : [ruleOf(raw, { metric: own }, true)];
        measured.push({ index, rules: ofField, isKnown: given !== undefined || isCanonicalMetric(own) });
      }
    }
    return {
      place: kept,
      placeKey: names.intern(placeKey(kept)),
      ratios,
      lost,
      fields: measured.sort((one, other) => rankOf(one) - rankOf(other)),
    };
  }
}

const rankOf = ({ rules }: FieldOfShape) => rules[0]!.rule.rank ?? 0;

function shapeKey({ measurement, tags, fields }: Point): string {
  let key = measurement;
  for (const [tag, value] of tags) key += `,${tag}=${value}`;
  for (const [field, value] of fields) key += rowNames.has(field) ? `\t${field}=${value}` : `\t${field}`;
  return key;
}

function tagText(tags: ReadonlyMap<string, string>, wanted: (tag: string) => boolean): string {
  return [...tags]
    .filter(([tag]) => wanted(tag))
    .map(([tag, value]) => `,${tag}=${value}`)
    .sort()
    .join('');
}

function ownName(raw: string, measurement: string, rule: CompiledRule | undefined): string {
  const field = raw === 'value' ? measurement : pathOf(raw);
  return !rule || isCanonicalMetric(field) || field === measurement ? field : `${measurement}_${field}`;
}
