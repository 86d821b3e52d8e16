import { describe, expect, it } from 'vitest';
import { generalNames, networkMeasurements } from '../../../src/telemetry/mapping/built-in/general-names.ts';
import { builtInMapping } from '../../../src/telemetry/mapping/built-in/index.ts';
import type { FieldRule, Mapping, RatioRule } from '../../../src/telemetry/mapping/mapping-schema.ts';
import { compileMapping } from '../../../src/telemetry/mapping/mapping-tables.ts';
import { mapLines, start } from './map-lines.ts';
import { mapPayload } from './map-payload.ts';
import { payloads } from './payloads/index.ts';

/** The built-in mapping without one row, or without one detail of it. */
interface Mutant {
  what: string;
  mapping: Mapping;
  /** What a payload must mention to be about it; the metric that it is about otherwise. */
  needle: string | null;
  metric: string;
}

const without = <T>(list: readonly T[], index: number) => list.filter((_, at) => at !== index);
const with_ = <T>(list: readonly T[], index: number, item: T) => list.map((each, at) => (at === index ? item : each));
const leafOf = (name: string) => name.slice(name.lastIndexOf('/') + 1);

/** A field rule without each of its details. */
function poorer(rule: FieldRule): { what: string; rule: FieldRule }[] {
  const details = (['scale', 'invert', 'rate', 'bits', 'combine', 'rank'] as const).filter((detail) => rule[detail]);
  return [
    ...details.map((detail) => ({ what: detail, rule: { ...rule, [detail]: undefined } as FieldRule })),
    ...(rule.missing ?? []).map((value, index) => ({
      ...{ what: `missing ${value}`, rule: { ...rule, missing: without(rule.missing!, index) } },
    })),
  ];
}

type Rules = Record<string, FieldRule[]>;

function mutateFields(fields: Rules, where: string, put: (fields: Rules) => Mapping): Mutant[] {
  return Object.entries(fields).flatMap(([field, rules]) => {
    const about = { needle: leafOf(field), metric: rules[0]!.metric };
    const { [field]: _, ...others } = fields;
    return [
      { ...about, what: `${where}${field}`, mapping: put(others) },
      ...rules.flatMap((rule, index) => [
        ...(rules.length > 1
          ? [
              {
                ...about,
                what: `${where}${field} as ${rule.metric}`,
                mapping: put({ ...fields, [field]: without(rules, index) }),
              },
            ]
          : []),
        ...poorer(rule).map(({ what, rule: less }) => ({
          ...{ ...about, metric: rule.metric, what: `${where}${field} as ${rule.metric}: ${what}` },
          mapping: put({ ...fields, [field]: with_(rules, index, less) }),
        })),
      ]),
    ];
  });
}

function mutateRatios(ratios: RatioRule[], where: string, put: (ratios: RatioRule[]) => Mapping): Mutant[] {
  return ratios.flatMap((ratio, index) => {
    const { metric } = ratio;
    const name = `${where}${metric} of ${ratio.part[0]} by ${ratio.whole[0]}`;
    const change = (
      what: string,
      less: Partial<RatioRule>,
      needle: string | null = leafOf(ratio.part[0]!),
    ): Mutant => ({
      ...{
        what: `${name}: ${what}`,
        metric,
        needle,
        mapping: put(with_(ratios, index, { ...ratio, ...less } as RatioRule)),
      },
    });
    const details = (['rate', 'bits', 'invert', 'rank', 'when'] as const).filter((detail) => ratio[detail]);
    return [
      { what: name, metric, needle: null, mapping: put(without(ratios, index)) },
      ...details.map((detail) => change(detail, { [detail]: undefined }, detail === 'when' ? null : undefined)),
      ...ratio.part.map((part, at) => change(`part ${part}`, { part: without(ratio.part, at) }, leafOf(part))),
      ...ratio.whole.map((whole, at) => change(`whole ${whole}`, { whole: without(ratio.whole, at) }, leafOf(whole))),
      ...Object.entries(ratio.when ?? {}).flatMap(([tag, values]) =>
        values.map((value, at) =>
          change(`when ${tag}=${value}`, { when: { ...ratio.when, [tag]: without(values, at) } }, tag),
        ),
      ),
    ];
  });
}

/** Many rows have one table of words: each word of a table is needed somewhere. */
function mutateWords(mapping: Mapping): Mutant[] {
  const tables = new Map<string, FieldRule>();
  for (const rule of Object.values(mapping.fields).flat()) if (rule.words) tables.set(JSON.stringify(rule.words), rule);
  return [...tables].flatMap(([table, { words, metric }]) =>
    Object.keys(words!).map((word) => {
      const { [word]: _, ...others } = words!;
      const less = (rule: FieldRule) => (JSON.stringify(rule.words) === table ? { ...rule, words: others } : rule);
      const fields = Object.fromEntries(
        Object.entries(mapping.fields).map(([field, rules]) => [field, rules.map(less)]),
      );
      return { what: `${metric}: word ${word}`, needle: null, metric, mapping: { ...mapping, fields } };
    }),
  );
}

const base: Mapping = { ...builtInMapping, builtIn: false };
const mutants: Mutant[] = [
  ...mutateFields(base.fields, '', (fields) => ({ ...base, fields })),
  ...mutateRatios(base.ratios, '', (ratios) => ({ ...base, ratios })),
  ...mutateWords(base),
  ...base.rules.flatMap((rule, index) => {
    const put = (less: Partial<typeof rule>) => ({ ...base, rules: with_(base.rules, index, { ...rule, ...less }) });
    const about = { needle: rule.measurement, metric: '' };
    const lists = (['deviceTags', 'targetTags'] as const).flatMap((list) =>
      (rule[list] ?? []).map((tag, at) => ({
        ...{
          ...about,
          what: `rule ${rule.measurement}: ${list} ${tag}`,
          mapping: put({ [list]: without(rule[list]!, at) }),
        },
      })),
    );
    return [
      { ...about, what: `rule ${rule.measurement}`, mapping: { ...base, rules: without(base.rules, index) } },
      ...lists,
      ...mutateFields(rule.fields, `rule ${rule.measurement}: `, (fields) => put({ fields })),
      ...mutateRatios(rule.ratios, `rule ${rule.measurement}: `, (ratios) => put({ ratios })),
    ];
  }),
];

const spelled = (text: string) => text.toLowerCase().replaceAll('_', '-');
const known = compileMapping(base);
/** Payloads that are right by the rows alone. */
const sound = payloads
  .filter(({ mapping }) => !mapping)
  .map((payload) => ({
    payload,
    text: spelled(payload.lines.join('\n')),
    told: JSON.stringify(summary(payload, known)),
  }))
  .filter(
    ({ payload }) =>
      JSON.stringify(mapPayload(payload, { tables: known }).latest) === JSON.stringify([...payload.right].sort()),
  );

function summary(payload: (typeof payloads)[number], tables: ReturnType<typeof compileMapping>) {
  const { latest, unknown, lost } = mapPayload(payload, { tables });
  return [latest, unknown, lost];
}

function isMissed({ mapping, needle, metric }: Mutant): boolean {
  const tables = compileMapping(mapping);
  return sound.some(
    ({ payload, text, told }) =>
      (needle === null ? told.includes(metric) : text.includes(spelled(needle))) &&
      JSON.stringify(summary(payload, tables)) !== told,
  );
}

const ofInterfaces = new Set([
  ...['throughput_mbps', 'throughput_out_mbps', 'bandwidth_mbps', 'oper_up', 'admin_up', 'error_rate_pct'],
  'queue_drops_per_s',
]);
const isOfInterfaces = ({ metric }: { metric: string }) => ofInterfaces.has(metric);
const rows = [
  ...[base, ...base.rules].flatMap(({ fields }) => Object.entries(fields)),
  ...[base, ...base.rules].flatMap(({ ratios }) =>
    ratios.map((ratio): [string, RatioRule[]] => [ratio.part[0]!, [ratio]]),
  ),
];

describe('each row of the built-in mapping', () => {
  it('that only an interface has says so, and no other does', () => {
    const wrong = rows.filter(([, rules]) => rules.some((rule) => isOfInterfaces(rule) !== (rule.interface === true)));
    expect(wrong.map(([field]) => field)).toEqual([]);
  });

  it.each(Object.entries(base.fields).filter(([, rules]) => rules.some(isOfInterfaces)))(
    '%s tells nothing of the device when a row of a table names no interface',
    (field) => {
      const name = field.replace('…/', '');
      const { told, lost } = mapLines(`x,source=r1,row=1 ${name}=1i ${start}000000`);
      expect([told, lost]).toEqual([[], { 'no-interface': 1 }]);
    },
  );

  it.each(Object.entries(generalNames))('%s is %s where the line is about a network', (name, metric) => {
    const told = (line: string) => mapLines(`${line} ${start}000000`).told;
    expect(told(`probe,source=r1 ${name}=3`)).toEqual([`r1 ${metric} 3`]);
    expect(told(`${name},source=r1 value=3`)).toEqual([`r1 ${metric} 3`]);
    expect(told(`probe,host=r1 ${name}=3`)).toEqual([`r1 ${metric} 3`]);
    expect(told(`redis,host=r1 ${name}=3`)).toEqual([`r1 ${name} 3`]);
  });

  it.each([...networkMeasurements])('%s is a measurement about a network', (measurement) => {
    expect(mapLines(`${measurement},host=r1 latency=3 ${start}000000`).told).toContainEqual('r1 latency_ms 3');
  });

  it('and each detail of it is needed by a payload with a right value', () => {
    const needless = mutants.filter((mutant) => !isMissed(mutant));
    expect(needless.map(({ what }) => what)).toEqual([]);
  });
});
