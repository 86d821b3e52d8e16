import { describeMetric, isOurMetric } from '../../domain/sample.ts';
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
    if (typeof value === 'string' && noWord.test(value)) return 'missing-value';
  }
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  // gnmic sends decimal64 and 64-bit counters as strings.
  return isWanted && decimal.test(value.trim()) ? Number(value) : 'text';
}

/** Words with which models say that they do not know: `UNKNOWN`, `SPEED_UNKNOWN`, `if-oper-state-invalid`. */
const noWord = /(unknown|invalid)(\(\d+\))?$/i;

const bareWords = new WeakMap<object, Map<string, number>>();

/** A YANG identity may come with the name of its module, an enumeration of a MIB with its number, and names of states in any case. */
function findWord(words: Readonly<Record<string, number>>, sent: string): number | undefined {
  if (Object.hasOwn(words, sent)) return words[sent];
  let bare = bareWords.get(words);
  if (!bare) {
    bare = new Map(Object.entries(words).map(([word, number]) => [bareWord(word), number]));
    bareWords.set(words, bare);
  }
  const word = bareWord(sent);
  return bare.get(word) ?? bare.get(word.replace(aboutInterface, ''));
}

/** `openconfig-interfaces:LOWER_LAYER_DOWN`, `lower-layer-down` and `lowerLayerDown(7)` are one word. */
const bareWord = (text: string) =>
  text
    .slice(text.lastIndexOf(':') + 1)
    .replace(/\(\d+\)$/, '')
    .replace(/[-_ ]/g, '')
    .toLowerCase();
/** `IF_OPER_UP` of Linux, `intfOperUp` of EOS, `if-oper-state-ready` and `if-state-up` of IOS-XE. */
const aboutInterface = /^(if|intf)(oper|admin)?(state|status)?/;

const hasNumbers = (words: Readonly<Record<string, number>>) => Object.keys(words).some((word) => decimal.test(word));

/** Whether the sender means "not known" by this number. No counter is below 0, and one that is full is as good as never there. */
export function isMissing(
  sent: number,
  metric: string,
  rule: Pick<FieldRule, 'missing' | 'rate'> | undefined,
): boolean {
  if (rule?.missing) return rule.missing.includes(sent);
  return rule?.rate ? sent < 0 || usualSentinels.has(sent) : isOurMetric(metric) && usualSentinels.has(sent);
}

/** Whether a metric of ours can have this value: none is below zero, and no share is more than all. */
export function isPossible(metric: string, value: number): boolean {
  if (!isOurMetric(metric)) return true;
  return value >= 0 && (describeMetric(metric).unit !== '%' || value <= 100 + 1e-6);
}
