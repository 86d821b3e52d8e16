import { noCause } from './cause-model.ts';

/** The rule beside the forest: which symptom a metric stands for, at an interface and on a device. */
const rules = [
  { feature: 'packet_loss_pct here', cause: 'packet_loss' },
  { feature: 'error_rate_pct here', cause: 'packet_loss' },
  { feature: 'latency_ms here', cause: 'latency_spike' },
  { feature: 'cpu_pct of the device', cause: 'cpu_overload' },
  { feature: 'memory_pct of the device', cause: 'memory_leak' },
];

/** What an engineer would say at first sight: the first of these metrics that is more than six deviations above usual names the cause. */
export function ruleCause(names: readonly string[], row: Float64Array): string {
  const isInterface = row[0] === 1;
  for (const { feature, cause } of rules) {
    const index = names.indexOf(feature);
    if (index >= 0 && feature.endsWith('here') === isInterface && row[index]! > 6) return cause;
  }
  return noCause;
}

/** Mean over the classes that occur of the harmonic mean of precision and recall. −1 is a wrong answer. */
export function macroF1(truth: readonly number[], answers: readonly number[], classes: number): number {
  const scores: number[] = [];
  for (let k = 0; k < classes; k++) {
    let hit = 0;
    let said = 0;
    let is = 0;
    for (let i = 0; i < truth.length; i++) {
      if (answers[i] === k) said++;
      if (truth[i] === k) is++;
      if (answers[i] === k && truth[i] === k) hit++;
    }
    if (is > 0) scores.push((2 * hit) / (said + is));
  }
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
