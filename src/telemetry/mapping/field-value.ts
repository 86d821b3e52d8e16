import { canonicalMetrics, isCanonicalMetric } from '../../domain/sample.ts';
import type { FieldValue } from '../point.ts';
import type { LossReason } from './losses.ts';
import type { FieldRule } from './mapping-schema.ts';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** The largest values of 32 and 64 bits, with and without a sign, and -1: senders write them for "not known". */
const usualSentinels = new Set([-1, 2 ** 31 - 1, 2 ** 32 - 1, 2 ** 63, 2 ** 64]);

/** The number that was sent, or why there is none. `words` without a number for a word make it a text. */
export function toNumber(value: FieldValue, rule: FieldRule | undefined, isWanted: boolean): number | LossReason {
  if (rule?.words) {
    const word = findWord(rule.words, String(value));
    if (word !== undefined) return word;
    if (typeof value === 'number' && hasNumbers(rule.words)) return 'missing-value';
  }
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  // gnmic sends decimal64 and 64-bit counters as strings.
  return isWanted && decimal.test(value.trim()) ? Number(value) : 'text';
}

/** A YANG identity may come with the name of its module, and names of states in any case. */
function findWord(words: Readonly<Record<string, number>>, sent: string): number | undefined {
  if (Object.hasOwn(words, sent)) return words[sent];
  const bare = sent.slice(sent.lastIndexOf(':') + 1).toLowerCase();
  return Object.entries(words).find(([word]) => word.toLowerCase() === bare)?.[1];
}

const hasNumbers = (words: Readonly<Record<string, number>>) => Object.keys(words).some((word) => decimal.test(word));

/** Whether the sender means "not known" by this number. */
export function isMissing(sent: number, metric: string, rule: FieldRule | undefined): boolean {
  if (rule?.missing) return rule.missing.includes(sent);
  return isCanonicalMetric(metric) && !rule?.rate && usualSentinels.has(sent);
}

/** Whether a canonical metric can have this value: none is below zero, and no share is more than all. */
export function isPossible(metric: string, value: number): boolean {
  if (!isCanonicalMetric(metric)) return true;
  return value >= 0 && (canonicalMetrics[metric].unit !== '%' || value <= 100 + 1e-6);
}
