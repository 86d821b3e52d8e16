import { z } from 'zod';

const name = z.string().min(1).max(200);
const names = z.array(name).min(1);

/** Where a field goes. A canonical metric is given in its own unit. */
const fieldRule = z.strictObject({
  metric: name,
  /** The value is multiplied with this. */
  scale: z.number().optional(),
  /** True for a share of what is left: the metric is 100 minus the (scaled) value. */
  invert: z.boolean().optional(),
  /** True for a counter that only grows: the metric is its growth per second, times the scale. */
  rate: z.boolean().optional(),
  /** Numbers for words, e.g. {UP: 1, DOWN: 0}. */
  words: z.record(z.string(), z.number()).optional(),
});

/** A text alone is the metric's name. */
const fieldSchema = z.preprocess((rule) => (typeof rule === 'string' ? { metric: rule } : rule), fieldRule);

const ruleSchema = z.strictObject({
  /** Measurement that this rule is about. Its other fields are kept as `<measurement>_<field>`. */
  measurement: name,
  /** Only lines whose tags have one of these values; lines with the tag and another value are left out. */
  when: z.record(z.string(), z.union([name.transform((value) => [value]), names])).optional(),
  deviceTags: names.optional(),
  interfaceTags: z.array(name).optional(),
  fields: z.record(z.string(), fieldSchema),
});

/** The mapping of foreign names, as written in YAML. */
export const mappingSchema = z.strictObject({
  deviceTags: z
    .array(name)
    .default([])
    .describe('Tags that name the device; the first that is present wins. Added before the built-in ones'),
  interfaceTags: z
    .array(name)
    .default([])
    .describe('Tags that name the interface; the first that is present wins. Added before the built-in ones'),
  deviceNames: z
    .record(z.string(), name)
    .default({})
    .describe('Names of devices as they are sent, and as the inventory has them'),
  fields: z
    .record(z.string(), fieldSchema)
    .default({})
    .describe('Fields by name, whatever their measurement: a metric, or {metric, scale, invert, rate, words}'),
  rules: z
    .array(ruleSchema)
    .default([])
    .describe('Fields of one measurement: {measurement, when, deviceTags, interfaceTags, fields}'),
  builtIn: z.boolean().default(true).describe('False leaves the built-in names of Telegraf and OpenConfig out'),
});

export type FieldRule = z.output<typeof fieldRule>;
export type MappingRule = z.output<typeof ruleSchema>;
export type MappingInput = z.input<typeof mappingSchema>;
export type Mapping = z.output<typeof mappingSchema>;
