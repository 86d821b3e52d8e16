import { z } from 'zod';

const name = z.string().min(1).max(200);
const names = z.array(name).min(1);

/** How several series of one place become one value, such as the cores of a processor. */
const combine = z.enum(['mean', 'max', 'min', 'sum']);
/** Of several sources of one metric the lowest rank counts, as long as it speaks. */
const rank = z.int().min(0).max(9);

/** Where a field goes. A canonical metric is given in its own unit. */
const fieldRule = z.strictObject({
  metric: name,
  /** The value is multiplied with this. */
  scale: z.number().optional(),
  /** True for a share of what is left: the metric is 100 minus the (scaled) value. */
  invert: z.boolean().optional(),
  /** True for a counter that only grows: the metric is its growth per second, times the scale. */
  rate: z.boolean().optional(),
  /** Bits of a counter that begins at 0 again when it is full; 64 when left out. */
  bits: z.union([z.literal(32), z.literal(64)]).optional(),
  /** Numbers for words, e.g. {UP: 1, DOWN: 0}. */
  words: z.record(z.string(), z.number()).optional(),
  /** Values with which the sender says that there is none, e.g. [-1]. */
  missing: z.array(z.number()).optional(),
  combine: combine.optional(),
  rank: rank.optional(),
  /** True for what only an interface has: without the name of one the value is lost, and not the device's. */
  interface: z.boolean().optional(),
});

/** A text alone is the metric's name. */
const oneField = z.preprocess((rule) => (typeof rule === 'string' ? { metric: rule } : rule), fieldRule);
type OneField = string | z.input<typeof fieldRule>;

/** One field may give several metrics, such as the mean and the maximum over the cores. Problems are named where they are written. */
const fieldSchema = z.custom<OneField | OneField[]>().transform((given, context): FieldRule[] => {
  const rules = Array.isArray(given) ? given : [given];
  return rules.flatMap((rule, index) => {
    const parsed = oneField.safeParse(rule);
    for (const issue of parsed.error?.issues ?? []) {
      const path = Array.isArray(given) ? [index, ...issue.path] : issue.path;
      context.issues.push({ ...issue, input: rule, path } as z.core.$ZodRawIssue);
    }
    return parsed.success ? [parsed.data] : [];
  });
});

const when = z.record(z.string(), z.union([name.transform((value) => [value]), names]));

/** Hundred times the sum of some fields over the sum of others, of all lines with the same tags. */
const ratioSchema = z.strictObject({
  metric: name,
  part: names,
  /** `part` may be among them: they are summed as they are written. */
  whole: names,
  /** True for counters: the shares are of their growth. */
  rate: z.boolean().optional(),
  bits: z.union([z.literal(32), z.literal(64)]).optional(),
  invert: z.boolean().optional(),
  when: when.optional(),
  rank: rank.optional(),
  interface: z.boolean().optional(),
});

const ruleSchema = z.strictObject({
  /** Measurement that this rule is about. Its other fields are kept as `<measurement>_<field>`. */
  measurement: name,
  /** Only lines whose tags have one of these values; lines with the tag and another value are left out. */
  when: when.optional(),
  deviceTags: names.optional(),
  /** Tags that name what was asked, such as the target of a ping: where a line has one, it alone names the device. */
  targetTags: names.optional(),
  interfaceTags: z.array(name).optional(),
  fields: z.record(z.string(), fieldSchema).default({}),
  ratios: z.array(ratioSchema).default([]),
  /** False leaves the other fields out. */
  keepOthers: z.boolean().optional(),
});

/** The mapping of foreign names, as written in YAML. */
export const mappingSchema = z.strictObject({
  deviceTags: z
    .array(name)
    .default([])
    .describe('Tags that name the device, tried before the built-in ones; the first that the inventory knows wins'),
  interfaceTags: z
    .array(name)
    .default([])
    .describe('Tags that name the interface, tried before the built-in ones; the first that the inventory knows wins'),
  deviceNames: z
    .record(z.string(), name)
    .default({})
    .describe('Names of devices as they are sent, and as the inventory has them'),
  fields: z
    .record(z.string(), fieldSchema)
    .default({})
    .describe(
      'Fields by name, whatever their measurement: a metric, or {metric, scale, invert, rate, bits, words, missing, combine, rank, interface}',
    ),
  ratios: z
    .array(ratioSchema)
    .default([])
    .describe('Percentages of fields of one sender: {metric, part, whole, rate, bits, invert, when, rank, interface}'),
  rules: z
    .array(ruleSchema)
    .default([])
    .describe(
      'Fields of one measurement: {measurement, when, deviceTags, targetTags, interfaceTags, fields, ratios, keepOthers}',
    ),
  builtIn: z.boolean().default(true).describe('False leaves the built-in names of Telegraf and OpenConfig out'),
});

export type FieldRule = z.output<typeof fieldRule>;
export type RatioRule = z.output<typeof ratioSchema>;
export type MappingRule = z.output<typeof ruleSchema>;
export type MappingInput = z.input<typeof mappingSchema>;
export type Mapping = z.output<typeof mappingSchema>;
export type Combine = z.output<typeof combine>;
