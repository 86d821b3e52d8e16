import { holdKey } from '../../foundation/latest-map.ts';
import type { Interner } from '../interner.ts';
import type { Point } from '../point.ts';
import type { ShareOf } from './combined-series.ts';
import type { Counter, CounterValue } from './counter-rates.ts';
import type { FoundPlace } from './find-place.ts';
import type { FieldRule, RatioRule } from './mapping-schema.ts';
import type { CompiledRule, MappingTables } from './mapping-tables.ts';
import { createTarget, type SeriesTarget } from './place-series.ts';

/** A ratio to which fields of this shape belong. Other lines with the same tags may have the rest of it: gnmic writes a line for each leaf. */
export interface RatioOfShape {
  rule: RatioRule;
  /** Only an interface has it, and nothing names one. */
  isPlaceless: boolean;
  fields: readonly FieldOfRatio[];
}

export interface FieldOfRatio {
  field: string;
  /** Its place among the fields of a line, which is the same in all lines of a shape. */
  index: number;
  target: SeriesTarget;
  /** The counter that it is when the ratio is one of growths. */
  counter: Counter;
  share: ShareOf;
}

/** What a line has in common with the lines that have the rest of a ratio. */
export interface RowOfRatio {
  point: Point;
  place: FoundPlace;
  /** The measurement with the whole tag set. */
  row: string;
  /** What the fields of the line give without a ratio. */
  given: readonly FieldRule[];
  sender: string | undefined;
  /** The line is about something that it does not name, such as a row of a table. */
  namesNothing: boolean;
}

/** The ratios of a shape. */
export interface RatiosOfShape {
  ratios: readonly RatioOfShape[];
  /** Fields of ratios that are left out, because the line has all of a better one. */
  spare: ReadonlySet<string>;
}

/** A ratio is left out where the line tells the metric itself, or has all of a better ratio. */
export function ratiosOf(
  tables: MappingTables,
  rule: CompiledRule | undefined,
  of: RowOfRatio,
  names: Interner,
): RatiosOfShape {
  const candidates = [...of.point.fields.keys()].map((field) => ({ field, in: tables.ratioNames(field, of.point) }));
  const found = tables.ratios(rule).flatMap((ratio, index) => {
    const isTold = of.given.some(({ metric, rank }) => metric === ratio.metric && (rank ?? 0) <= (ratio.rank ?? 0));
    const own = isTold ? undefined : ratioOf(candidates, ratio, index, of, names);
    return own ? [own] : [];
  });
  const rankOf = ({ rule: { rank } }: RatioOfShape) => rank ?? 0;
  const isBetter = (other: RatioOfShape, one: RatioOfShape) =>
    other.rule.metric === one.rule.metric && isComplete(other) && (rankOf(other) < rankOf(one) || !isComplete(one));
  const ratios = found.filter((one) => !found.some((other) => isBetter(other, one)));
  const seen = new Set<string>();
  for (const ratio of ratios) {
    for (const each of ratio.fields) {
      each.share.isCounted = !seen.has(each.field);
      seen.add(each.field);
    }
  }
  const all = found.flatMap((ratio) => ratio.fields.map(({ field }) => field));
  return { ratios, spare: new Set(all.filter((field) => !seen.has(field))) };
}

const isComplete = ({ fields }: RatioOfShape) =>
  fields.some(({ share }) => share.isPart) && fields.some(({ share }) => !share.isPart);

function ratioOf(
  candidates: readonly { field: string; in: readonly string[] }[],
  rule: RatioRule,
  index: number,
  { point, place, row, sender, namesNothing }: RowOfRatio,
  names: Interner,
): RatioOfShape | undefined {
  const fits = Object.entries(rule.when ?? {}).every(([tag, values]) => values.includes(textAt(point, tag)));
  if (!fits) return undefined;
  const rank = (rule.rank ?? 0) + (place.isUnitZero ? 1 : 0);
  const { device, interface: port } = place;
  const shared = { device, interface: port, metric: rule.metric, rank, sender, invert: rule.invert };
  const fields = candidates.flatMap(({ field, in: named }, at) => {
    const isPart = named.some((name) => rule.part.includes(name));
    const isWhole = named.some((name) => rule.whole.includes(name));
    if (!isPart && !isWhole) return [];
    const key = names.intern(`${row}\t${index}\t${field}`);
    const share = { row, leaf: names.intern(leafOf(field)), isPart, isWhole, isCounted: true };
    const target = createTarget({ ...shared, series: key, combine: 'share' });
    return [{ field: names.intern(field), index: at, target, counter: holdKey<CounterValue>(key), share }];
  });
  return fields.length === 0 ? undefined : { rule, isPlaceless: rule.interface === true && namesNothing, fields };
}

/** The text of a tag; of a field where a table is sent without tags. */
const textAt = ({ tags, fields }: Point, name: string) => tags.get(name) ?? String(fields.get(name) ?? '');

/** `in-errors` and `in-errors-64` are one counter, in 32 bits and in 64. */
const leafOf = (field: string) => field.replace(/[-_]64$/, '').replaceAll('_', '-');
