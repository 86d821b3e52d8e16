import type { Point } from '../point.ts';
import { generalNames, networkMeasurements } from './built-in/general-names.ts';
import { builtInMapping } from './built-in/index.ts';
import { namesOf } from './field-names.ts';
import type { FieldRule, Mapping, MappingRule, RatioRule } from './mapping-schema.ts';

type NamedPoint = Pick<Point, 'measurement' | 'tags'>;

export type CompiledRule = Omit<MappingRule, 'fields' | 'when'> & {
  when: [string, string[]][];
  fields: Map<string, FieldRule[]>;
};

/** The mapping as it is looked up: own rules for a measurement stand in place of the built-in ones, own names before the built-in ones. */
export interface MappingTables {
  deviceTags: string[];
  interfaceTags: string[];
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
}

const compileRule = (rule: MappingRule): CompiledRule => ({
  ...rule,
  when: Object.entries(rule.when ?? {}),
  fields: new Map(Object.entries(rule.fields)),
});

const generals = new Map(Object.entries(generalNames).map(([name, metric]) => [name, [{ metric }]]));

export function compileMapping(own: Mapping): MappingTables {
  const layers = own.builtIn ? [builtInMapping, own] : [own];
  const nearFirst = layers.toReversed();
  const rules = new Map<string, CompiledRule[]>();
  for (const layer of layers) {
    for (const { measurement } of layer.rules) {
      rules.set(measurement, layer.rules.filter((rule) => rule.measurement === measurement).map(compileRule));
    }
  }
  const fields = new Map(layers.flatMap((layer) => Object.entries(layer.fields)));
  const ratios = nearFirst.flatMap((layer) => layer.ratios);
  return {
    deviceTags: [...new Set(nearFirst.flatMap((layer) => layer.deviceTags))],
    interfaceTags: [...new Set(nearFirst.flatMap((layer) => layer.interfaceTags))],
    deviceNames: new Map(Object.entries(own.deviceNames)),
    ruleFor(measurement, tags) {
      const own = rules.get(measurement);
      const rule = own?.find(({ when }) => when.every(([tag, values]) => values.includes(tags.get(tag) ?? '')));
      const isLeftOut = own?.some(({ when }) => when.some(([tag]) => tags.has(tag)));
      return rule ?? (isLeftOut ? null : undefined);
    },
    fieldRules(raw, point, rule, isAboutNetwork) {
      const names = namesOf(raw, point);
      for (const table of [rule?.fields, fields]) {
        const found = table && names.map((name) => table.get(name)).find((each) => each !== undefined);
        if (found) return found;
      }
      const isGeneral =
        own.builtIn && (isAboutNetwork || raw === 'value' || networkMeasurements.has(point.measurement));
      return isGeneral ? names.map((name) => generals.get(name)).find((each) => each !== undefined) : undefined;
    },
    ratios: (rule) => (rule && rule.ratios.length > 0 ? [...rule.ratios, ...ratios] : ratios),
  };
}
