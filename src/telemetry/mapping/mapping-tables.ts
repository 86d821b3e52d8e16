import { isDeepStrictEqual } from 'node:util';
import type { Point } from '../point.ts';
import { nameKey } from './address.ts';
import { generalNames, networkMeasurements } from './built-in/general-names.ts';
import { builtInMapping } from './built-in/index.ts';
import { namesOf, shortNames } from './field-names.ts';
import { isAskedDevice } from './find-device.ts';

import type { FieldRule, Mapping, MappingRule, RatioRule } from './mapping-schema.ts';

type NamedPoint = Pick<Point, 'measurement' | 'tags'>;

export type CompiledRule = Omit<MappingRule, 'fields' | 'when'> & {
  when: [string, string[]][];
  fields: Map<string, FieldRule[]>;
  /** Somebody who names a measurement of his own as one of Telegraf's inputs does not mean it. */
  isBuiltIn: boolean;
};

/** The mapping as it is looked up: own rules for a measurement stand in place of the built-in ones, own names before the built-in ones. */
export interface MappingTables {
  deviceTags: string[];
  interfaceTags: string[];
  /** By the {@link nameKey} of what is sent. */
  deviceNames: Map<string, string>;
  /** The rule for a line; null when rules know its measurement and leave this line out, undefined when none knows it. */
  ruleFor(measurement: string, tags: ReadonlyMap<string, string>): CompiledRule | null | undefined;
  /**
   * What a field gives. Names that mean something else elsewhere (`jitter`, `cpu`) count only where the line is about a network: by its
   * measurement, or because its device stands in a tag other than `host`.
   */
  fieldRules(
    raw: string,
    point: NamedPoint,
    rule: CompiledRule | undefined,
    isAboutNetwork: boolean,
  ): FieldRule[] | undefined;
  ratios(rule: CompiledRule | undefined): readonly RatioRule[];
  /** Under which names a field may stand in the part or the whole of a ratio. */
  ratioNames(raw: string, point: NamedPoint): string[];
}

const compileRule = (rule: MappingRule, isBuiltIn: boolean): CompiledRule => ({
  ...rule,
  when: Object.entries(rule.when ?? {}),
  fields: new Map(Object.entries(rule.fields)),
  isBuiltIn,
});

const rankOf = ({ rank }: FieldRule) => rank ?? 0;
const withoutRank = (rules: readonly FieldRule[]) => rules.map((rule) => ({ ...rule, rank: 0 }));

const rowsOf = ({ fields, ratios }: Mapping) => [
  ...Object.keys(fields),
  ...ratios.flatMap(({ part, whole }) => [...part, ...whole]),
];
let builtInShort: ReadonlyMap<string, string[]> | undefined;
/** Made once, because every mapping has them. */
function builtInShortNames(): ReadonlyMap<string, string[]> {
  builtInShort ??= shortNames(rowsOf(builtInMapping));
  return builtInShort;
}

const generals = new Map(Object.entries(generalNames).map(([name, metric]) => [name, [{ metric }]]));

export function compileMapping(own: Mapping): MappingTables {
  const layers = own.builtIn ? [builtInMapping, own] : [own];
  const nearFirst = layers.toReversed();
  const rules = new Map<string, CompiledRule[]>();
  for (const layer of layers) {
    for (const { measurement } of layer.rules) {
      const own = layer.rules.filter((rule) => rule.measurement === measurement);
      rules.set(
        measurement,
        own.map((rule) => compileRule(rule, layer === builtInMapping)),
      );
    }
  }
  const fields = new Map(layers.flatMap((layer) => Object.entries(layer.fields)));
  const ratios = nearFirst.flatMap((layer) => layer.ratios);
  const short = layers.map((layer) => (layer === builtInMapping ? builtInShortNames() : shortNames(rowsOf(layer))));
  const rowsFor = (name: string) => short.flatMap((rows) => rows.get(name) ?? []);
  const byShortName = (name: string) => {
    const found = rowsFor(name).flatMap((row) => (fields.has(row) ? [fields.get(row)!] : []));
    const [best, ...more] = found.toSorted((one, other) => rankOf(one[0]!) - rankOf(other[0]!));
    return more.every((rules) => isDeepStrictEqual(withoutRank(rules), withoutRank(best!))) ? best : undefined;
  };
  return {
    deviceTags: [...new Set(nearFirst.flatMap((layer) => layer.deviceTags))],
    interfaceTags: [...new Set(nearFirst.flatMap((layer) => layer.interfaceTags))],
    deviceNames: new Map(Object.entries(own.deviceNames).map(([sent, name]) => [nameKey(sent), name])),
    ruleFor(measurement, tags) {
      const own = rules.get(measurement);
      const rule = own?.find(({ when }) => when.every(([tag, values]) => values.includes(tags.get(tag) ?? '')));
      const isLeftOut = own?.some(({ when }) => when.some(([tag]) => tags.has(tag)));
      const isMeant = !own?.[0]?.isBuiltIn || !isAskedDevice(tags);
      return rule ?? (isLeftOut && isMeant ? null : undefined);
    },
    fieldRules(raw, point, rule, isAboutNetwork) {
      const names = namesOf(raw, point);
      const lookups = [(name: string) => rule?.fields.get(name), (name: string) => fields.get(name), byShortName];
      for (const lookup of lookups) {
        const found = names.map(lookup).find((each) => each !== undefined);
        if (found) return found;
      }
      const isGeneral =
        own.builtIn && (isAboutNetwork || raw === 'value' || networkMeasurements.has(point.measurement));
      return isGeneral ? names.map((name) => generals.get(name)).find((each) => each !== undefined) : undefined;
    },
    ratios: (rule) => (rule && rule.ratios.length > 0 ? [...rule.ratios, ...ratios] : ratios),
    ratioNames: (raw, point) => namesOf(raw, point).flatMap((name) => [name, ...rowsFor(name)]),
  };
}
