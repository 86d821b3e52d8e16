import { isCanonicalMetric, type Sample } from '../domain/sample.ts';
import { builtInMapping } from './builtin-mapping.ts';
import { type CounterRates, createCounterRates } from './counter-rates.ts';
import { createInterner, type Interner } from './interner.ts';
import { type FieldRule, type Mapping, type MappingInput, type MappingRule, mappingSchema } from './mapping-schema.ts';
import type { FieldValue, Point } from './point.ts';

export interface MetricMapping {
  /**
   * Appends the samples of a point to `samples`, finite ones only. Returns why the point can't be used, or null. A point that a rule leaves out,
   * or one that holds words only, gives no sample and no reason.
   */
  toSamples(point: Point, samples: Sample[]): string | null;
}

interface MappingParts {
  deviceTags: string[];
  interfaceTags: string[];
  deviceNames: Map<string, string>;
  fields: Map<string, FieldRule>;
  rules: Map<string, CompiledRule[]>;
  rates: CounterRates;
  names: Interner;
}

type CompiledRule = Omit<MappingRule, 'fields' | 'when'> & {
  when: [string, string[]][];
  fields: Map<string, FieldRule>;
};

function compileRule(rule: MappingRule): CompiledRule {
  return { ...rule, when: Object.entries(rule.when ?? {}), fields: new Map(Object.entries(rule.fields)) };
}

/** Own rules for a measurement stand in place of the built-in ones, own field names before the built-in ones. */
function compile(own: Mapping): MappingParts {
  const layers = own.builtIn ? [builtInMapping, own] : [own];
  const rules = new Map<string, CompiledRule[]>();
  for (const layer of layers) {
    for (const { measurement } of layer.rules) {
      rules.set(measurement, layer.rules.filter((rule) => rule.measurement === measurement).map(compileRule));
    }
  }
  return {
    deviceTags: layers.toReversed().flatMap((layer) => layer.deviceTags),
    interfaceTags: layers.toReversed().flatMap((layer) => layer.interfaceTags),
    deviceNames: new Map(Object.entries(own.deviceNames)),
    fields: new Map(layers.flatMap((layer) => Object.entries(layer.fields))),
    rules,
    rates: createCounterRates(),
    names: createInterner(),
  };
}

function firstTag(tags: ReadonlyMap<string, string>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = tags.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

const addressWithPort = /^(?:([^:[\]]+)|\[(.+)\]):\d{1,5}$/;

/** gnmic names a device by its address and port; the port is no part of the device's name. */
function deviceOf(point: Point, tags: readonly string[], parts: MappingParts): string | undefined {
  const sent = firstTag(point.tags, tags);
  if (sent === undefined) return undefined;
  const renamed = parts.deviceNames.get(sent);
  if (renamed !== undefined) return renamed;
  const parted = addressWithPort.exec(sent);
  const address = parted?.[1] ?? parted?.[2] ?? sent;
  return parts.deviceNames.get(address) ?? parts.names.intern(address);
}

const modulePrefix = /(^|\/)[a-z][\w-]*:(?=[a-z])/gi;

/** `/openconfig-interfaces:interfaces/interface` and `/interfaces/interface` are the same path. */
function fieldName(raw: string, measurement: string): string {
  if (raw === 'value') return measurement;
  return raw.startsWith('/') && raw.includes(':') ? raw.replace(modulePrefix, '$1') : raw;
}

const decimal = /^-?\d+(\.\d+)?$/;

function toNumber(value: FieldValue, rule: FieldRule | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (!rule) return undefined;
  if (rule.words && Object.hasOwn(rule.words, value)) return rule.words[value];
  // gnmic sends decimal64 and 64-bit counters as strings.
  return decimal.test(value) ? Number(value) : undefined;
}

function ownName(point: Point, field: string, ruled: boolean): string {
  return !ruled || isCanonicalMetric(field) || field === point.measurement ? field : `${point.measurement}_${field}`;
}

/**
 * Maps foreign measurements, tags and fields to samples. Own rules stand before the built-in ones of the same measurement. A field that
 * nothing maps keeps its own name: `<measurement>_<field>` when a rule knows the measurement, otherwise the field's; a field called
 * "value" takes the measurement's. Words count only where a rule gives them numbers; booleans become 1 and 0.
 */
export function createMetricMapping(own: MappingInput = {}): MetricMapping {
  const parts = compile(mappingSchema.parse(own));

  function applyRule(rule: FieldRule | undefined, sent: number, key: () => string, at: number): number | undefined {
    if (!rule) return sent;
    const value = rule.rate ? parts.rates.rate(key(), at, sent) : sent;
    if (value === undefined) return undefined;
    const scaled = value * (rule.scale ?? 1);
    return rule.invert ? 100 - scaled : scaled;
  }

  return {
    toSamples(point, samples) {
      const rules = parts.rules.get(point.measurement) ?? [];
      const rule = rules.find(({ when }) => when.every(([tag, values]) => values.includes(point.tags.get(tag) ?? '')));
      if (!rule && rules.some(({ when }) => when.some(([tag]) => point.tags.has(tag)))) return null;
      const deviceTags = rule?.deviceTags ?? parts.deviceTags;
      const device = deviceOf(point, deviceTags, parts);
      if (device === undefined) return `no tag names the device (one of ${deviceTags.join(', ')})`;
      const port = firstTag(point.tags, rule?.interfaceTags ?? parts.interfaceTags);
      const place = port === undefined ? null : parts.names.intern(port);
      for (const [raw, sent] of point.fields) {
        const field = fieldName(raw, point.measurement);
        const fieldRule = rule?.fields.get(raw) ?? rule?.fields.get(field) ?? parts.fields.get(field);
        const number = toNumber(sent, fieldRule);
        if (number === undefined) continue;
        const value = applyRule(fieldRule, number, () => `${device}\t${place ?? ''}\t${field}`, point.at);
        if (value === undefined || !Number.isFinite(value)) continue;
        const metric = fieldRule?.metric ?? parts.names.intern(ownName(point, field, rule !== undefined));
        samples.push({ at: point.at, device, interface: place, metric, value });
      }
      return null;
    },
  };
}
