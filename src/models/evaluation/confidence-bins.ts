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

/** Whether "0.8" comes true about 8 times in 10. `right` is 1 for a verdict that is. */
export function measureConfidence(confidences: ArrayLike<number>, right: ArrayLike<number>): ConfidenceBins {
  const bins = edges.slice(0, -1).flatMap((from, b): ConfidenceBin[] => {
    const to = edges[b + 1]!;
    const bin = { from, to, count: 0, confidence: 0, accuracy: 0 };
    for (let i = 0; i < confidences.length; i++) {
      const confidence = confidences[i]!;
      if (!(confidence >= from && (confidence < to || to === 1))) continue;
      bin.count += 1;
      bin.confidence += confidence;
      bin.accuracy += right[i]!;
    }
    if (bin.count === 0) return [];
    return [{ ...bin, confidence: bin.confidence / bin.count, accuracy: bin.accuracy / bin.count }];
  });
  const off = bins.reduce((sum, { count, confidence, accuracy }) => sum + count * Math.abs(confidence - accuracy), 0);
  return { bins, error: off / confidences.length };
}
