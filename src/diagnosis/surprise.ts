/**
 * How rare a score is on ordinary data: −log10 of the share of training scores above it, so 2 is one in a hundred and 3 one in a thousand.
 * This puts detectors with different scales on one. Beyond the largest training score it goes on linearly for
 * three more levels.
 */
export interface Surprise {
  of(score: number): number;
  toJSON(): SurpriseJson;
}

export interface SurpriseJson {
  scores: number[];
  levels: number[];
}

/** No score is more surprising than the rarest training score by more than this. */
const farthest = 3;

const shares = [0.5, 0.8, 0.9, 0.95, 0.97, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9998];

/** Fits on the scores of ordinary training rows; NaN is left out. */
export function fitSurprise(scores: Float64Array): Surprise {
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort();
  if (sorted.length === 0) return surpriseFromJSON({ scores: [], levels: [] });
  const knots: [score: number, level: number][] = [[Number.NEGATIVE_INFINITY, 0]];
  const most = Math.log10(Math.max(2, sorted.length));
  const add = (score: number, level: number) => {
    if (score > knots[knots.length - 1]![0]) knots.push([score, level]);
  };
  for (const share of shares) {
    const level = -Math.log10(1 - share);
    if (level < most) add(sorted[Math.floor(share * sorted.length)]!, level);
  }
  add(sorted[sorted.length - 1]!, most);
  return surpriseFromJSON({ scores: knots.slice(1).map(([s]) => s), levels: knots.slice(1).map(([, level]) => level) });
}

export function surpriseFromJSON(json: SurpriseJson): Surprise {
  const { scores, levels } = json;
  const last = scores.length - 1;
  const before = Math.max(0, last - 1);
  // A metric that never moved gives one knot and no slope; then a level for each unit of the score.
  const slope = last > 0 ? (levels[last]! - levels[before]!) / (scores[last]! - scores[before]!) : 1;
  return {
    of(score) {
      if (Number.isNaN(score)) return Number.NaN;
      if (last < 0) return 0;
      if (score <= scores[0]!) return belowFirst(score, scores[0]!) * levels[0]!;
      for (let i = 1; i <= last; i++) {
        if (score > scores[i]!) continue;
        const part = (score - scores[i - 1]!) / (scores[i]! - scores[i - 1]!);
        return levels[i - 1]! + part * (levels[i]! - levels[i - 1]!);
      }
      return levels[last]! + Math.min(farthest, (score - scores[last]!) * slope);
    },
    toJSON: () => json,
  };
}

/** From 0 at no deviation to 1 at the first knot. Where that is 0 itself, as for a metric that hardly ever moves, all below is nothing. */
function belowFirst(score: number, first: number): number {
  if (score >= first) return 1;
  return first > 0 ? Math.max(0, score / first) : 0;
}
