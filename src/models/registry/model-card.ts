import { createHash } from 'node:crypto';
import { z } from 'zod';

const metric = z.strictObject({
  /** Such as "event recall at 1 false alarm per device-day". No durations: they would make the id depend on the machine. */
  name: z.string(),
  better: z.enum(['higher', 'lower']),
  /** null when it could not be measured. A score that is better when it is higher ends at 1, one that is better when it is lower at 0. */
  value: z.number().nullable(),
  /** What simpler methods reach on the same rows, by name. */
  baselines: z.record(z.string(), z.number().nullable()),
});

/** Names of kinds, subjects and models become names of folders: no dots, no slashes. */
export const artefactName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);

/** The subject of a model that is about the network as a whole. */
export const wholeNetwork = 'network';

export const modelCardSchema = z.strictObject({
  /** What the model is for, such as "causes" or "detection"; the folder it is kept in. */
  kind: artefactName,
  /** What of the network it is about, such as one metric; the folder below. Before there were subjects, every model was about all of it. */
  subject: artefactName.default(wholeNetwork),
  /** Hash of the model and of this card without `trainedAt`: the same data and seed give the same id. */
  id: artefactName,
  /** Method and paper. */
  method: z.string(),
  /** UTC, ISO 8601. */
  trainedAt: z.iso.datetime(),
  seed: z.number().int(),
  /** First and last sample that it learned from, milliseconds since 1970; null for a model that was written before this was noted. */
  span: z.strictObject({ from: z.number(), to: z.number() }).nullable().default(null),
  /** Hash of the training data, from {@link hashTrainingData}. */
  dataHash: z.string(),
  /** How rows were divided into training and test, in words. */
  split: z.string(),
  trainingRows: z.number().int().nonnegative(),
  /** Inputs in the model's order. */
  features: z.array(z.string()),
  /** Classes in the model's order; empty when it has none. */
  classes: z.array(z.string()),
  metrics: z.array(metric),
  /** Versions of what trained it. */
  libraries: z.record(z.string(), z.string()),
  notGoodFor: z.array(z.string()).min(1),
});

export type ModelCard = z.infer<typeof modelCardSchema>;

/** Which model: what kind, and what of the network it is about. */
export type ModelKey = Pick<ModelCard, 'kind' | 'subject'>;

export type ModelMetric = z.infer<typeof metric>;

/** The score that can't be beaten. */
const perfect = { higher: 1, lower: 0 };

/**
 * Whether the model is better than every baseline of a metric. A perfect score can't be beaten, so a model whose own is perfect too, but for so much as
 * chance makes, is no worse than such a baseline. Unmeasured is no.
 */
export function beatsBaselines({ value, better, baselines }: ModelMetric, noise = 0): boolean {
  if (value === null) return false;
  const isPerfect = Math.abs(value - perfect[better]) <= noise;
  return Object.values(baselines).every((other) => other === null || isPerfect || isBetter(value, other, better));
}

/** Whether one score is better than another, and not just as good. */
export const isBetter = (value: number, other: number, better: ModelMetric['better']) =>
  better === 'higher' ? value > other : value < other;

/** `update` takes less than 2 GiB. */
const hashedAtOnce = 2 ** 26;

/** Hash of what a model was trained on: rows, labels, names, in this order. */
export function hashTrainingData(parts: (NodeJS.ArrayBufferView | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes =
      typeof part === 'string' ? Buffer.from(part) : Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    // The length keeps "ab" + "c" apart from "a" + "bc".
    hash.update(`${bytes.length}:`);
    for (let at = 0; at < bytes.length; at += hashedAtOnce) hash.update(bytes.subarray(at, at + hashedAtOnce));
  }
  return `sha256:${hash.digest('hex')}`;
}

/** The id of a model (its JSON text or its bytes) under this card. `id` and `trainedAt` of the card don't count. */
export function hashArtefact(content: string | Uint8Array, card: object): string {
  const { trainedAt: _, ...counted } = { trainedAt: '', ...card, id: undefined };
  return createHash('sha256').update(sortedJson(counted)).update('\n').update(content).digest('hex').slice(0, 16);
}

/** JSON with sorted keys, so that the order in which a card was built doesn't count. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
