import type { Topology } from '../../domain/device.ts';
import { createInterner } from '../interner.ts';
import type { FieldValue, Point } from '../point.ts';
import { type Counter, type CounterRates, createCounterRates } from './counter-rates.ts';
import { isMissing, isPossible, toNumber } from './field-value.ts';
import { createPlaceFinder, type FoundPlace } from './find-place.ts';
import { createKnownNames } from './known-names.ts';
import { addLoss, addLosses, type LossReason } from './losses.ts';
import { type FieldRule, type MappingInput, mappingSchema, type RatioRule } from './mapping-schema.ts';
import { compileMapping, type MappingTables } from './mapping-tables.ts';
import { partsOf } from './path-parts.ts';
import { createPlaceSeries, type Outcome } from './place-series.ts';
import type { RatioOfShape } from './ratios.ts';
import { createShapes, type FieldOfShape, type Shape } from './shapes.ts';

/** Where a line was measured, and what its fields give. */
export interface LocatedPoint {
  place: FoundPlace;
  shape: Shape;
}

/** What the product makes of the names and units of others. It remembers counters and series, so one belongs to one stream of points. */
export interface MetricMapping {
  /** The points that a point stands for: one whose paths name several places is one for each of them. */
  partsOf(point: Point): readonly Point[];
  /** Where a point was measured, by its tags, or why it can't be used. Null for one that a rule leaves out. */
  locate(point: Point): LocatedPoint | string | null;
  /** Appends the samples of a point to those of the outcome, and counts each value that gives none. */
  measure(point: Point, located: LocatedPoint, outcome: Outcome): void;
  /**
   * Appends what waits for further series of its place, and does not know whether one comes. Call it behind each delivery; `atTheEnd` when nothing
   * follows at all.
   */
  finish(outcome: Outcome, atTheEnd: boolean): void;
}

const wrapsAt = (bits: 32 | 64 | undefined) => (bits === 32 ? 2 ** 32 : undefined);

/**
 * Maps foreign measurements, tags and fields to samples. Own rules stand before the built-in ones of the same measurement. A field that
 * nothing maps keeps its own name: `<measurement>_<field>` when a rule knows the measurement, otherwise the field's; a field called
 * "value" takes the measurement's. Words count only where a rule gives them numbers; booleans become 1 and 0.
 *
 * With a topology, names are those of the inventory, and the values of a sender that is not in it are lost. Without one, the first tag of each list
 * counts.
 */
export function createMetricMapping(own: MappingInput = {}, topology: Topology | null = null): MetricMapping {
  return createMappingOf(compileMapping(mappingSchema.parse(own)), topology);
}

/** The same of tables that are there already. */
export function createMappingOf(tables: MappingTables, topology: Topology | null): MetricMapping {
  const finder = createPlaceFinder(tables, topology && createKnownNames(topology));
  const shapes = createShapes(tables, finder, createInterner());
  const rates = createCounterRates();
  const series = createPlaceSeries();
  /** The values of the line that is measured, in its order. */
  const values: FieldValue[] = [];

  function measureField({ at }: Point, { rules, isKnown }: FieldOfShape, sent: FieldValue, outcome: Outcome): void {
    const number = toNumber(sent, rules[0]!.rule, isKnown);
    if (typeof number === 'string') {
      addLoss(outcome.losses, number);
      return;
    }
    for (const { rule, target, counter, isPlaceless } of rules) {
      const value = isPlaceless ? 'no-interface' : applyRule(rates, rule, number, counter, at);
      if (typeof value === 'string') addLoss(outcome.losses, value);
      else series.take(target, at, value, outcome);
    }
  }

  function measureRatio(point: Point, { rule, fields, isPlaceless }: RatioOfShape, outcome: Outcome): void {
    for (const { index, target, counter, share } of fields) {
      const value = isPlaceless ? 'no-interface' : valueInRatio(rates, rule, values[index]!, counter, point.at);
      if (typeof value === 'string') {
        if (share.isCounted) addLoss(outcome.losses, value);
        if (value === 'not-newer' || isPlaceless) continue;
      }
      series.take(target, point.at, typeof value === 'string' ? Number.NaN : value, outcome, share);
    }
  }

  return {
    partsOf,
    locate(point) {
      const shape = shapes.of(point);
      return typeof shape === 'object' && shape !== null ? { place: shape.place, shape } : shape;
    },
    measure(point, { shape }, outcome) {
      const { known, numberOnly } = shape.place;
      if (!known || numberOnly !== null) {
        addLoss(outcome.losses, known ? 'interface-number' : 'unknown-device', point.fields.size);
        return;
      }
      let count = 0;
      for (const value of point.fields.values()) values[count++] = value;
      addLosses(outcome.losses, shape.lost);
      for (const field of shape.fields) measureField(point, field, values[field.index]!, outcome);
      for (const ratio of shape.ratios) measureRatio(point, ratio, outcome);
    },
    finish: (outcome, atTheEnd) => series.finish(outcome, atTheEnd),
  };
}

/** The value of a rule in the unit of its metric, or why there is none. */
function applyRule(
  rates: CounterRates,
  rule: FieldRule,
  sent: number,
  counter: Counter,
  at: number,
): number | LossReason {
  if (isMissing(sent, rule.metric, rule)) return 'missing-value';
  const value = rule.rate ? rates.rate(counter, at, sent, wrapsAt(rule.bits)) : sent;
  if (typeof value === 'string') return value;
  const scaled = value * (rule.scale ?? 1);
  const given = rule.invert ? 100 - scaled : scaled;
  if (!Number.isFinite(given)) return 'not-finite';
  return isPossible(rule.metric, given) ? given : 'missing-value';
}

/** A field of a ratio, or its growth per second. */
function valueInRatio(
  rates: CounterRates,
  { metric, rate, bits }: RatioRule,
  sent: FieldValue,
  counter: Counter,
  at: number,
): number | LossReason {
  const number = toNumber(sent, undefined, true);
  if (typeof number === 'string') return number;
  if (isMissing(number, metric, { rate }) || number < 0) return 'missing-value';
  return rate ? rates.rate(counter, at, number, wrapsAt(bits)) : number;
}
