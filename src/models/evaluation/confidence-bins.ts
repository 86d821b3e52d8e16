/** Verdicts whose confidence lies in `from` (included) to `to`. */
export interface ConfidenceBin {
  from: number;
  to: number;
  count: number;
  /** Mean confidence. */
  confidence: number;
  /** Share that was right. */
  accuracy: number;
}

export interface ConfidenceBins {
  /** Only those that hold a verdict. */
  bins: ConfidenceBin[];
  /** Expected calibration error (Naeini et al., AAAI 2015): mean distance of confidence and accuracy, weighted by count. NaN without verdicts. */
  error: number;
}

const edges = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Whether "0.8" comes true about 8 times in 10. */
export function measureConfidence(confidences: readonly number[], right: readonly boolean[]): ConfidenceBins {
  const bins = edges.slice(0, -1).flatMap((from, b): ConfidenceBin[] => {
    const to = edges[b + 1]!;
    const members = confidences.flatMap((c, i) => (c >= from && (c < to || to === 1) ? [i] : []));
    if (members.length === 0) return [];
    const mean = (of: (i: number) => number) => members.reduce((sum, i) => sum + of(i), 0) / members.length;
    const confidence = mean((i) => confidences[i]!);
    return [{ from, to, count: members.length, confidence, accuracy: mean((i) => Number(right[i])) }];
  });
  const off = bins.reduce((sum, { count, confidence, accuracy }) => sum + count * Math.abs(confidence - accuracy), 0);
  return { bins, error: off / confidences.length };
}
