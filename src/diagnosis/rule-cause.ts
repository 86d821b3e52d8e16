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
