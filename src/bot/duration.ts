const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;
const form = /^(\d+(?:\.\d+)?)\s*(m|min|mins|minutes?|h|hours?|d|days?|w|weeks?)$/i;

/** Milliseconds of `30m`, `90 min`, `2h`, `1.5 h`, `3 days`, `1w`; undefined for anything else and for zero. */
export function parseDuration(text: string): number | undefined {
  const match = form.exec(text.trim());
  const unit = match?.[2]?.[0]?.toLowerCase() as keyof typeof unitMs | undefined;
  return match && unit ? Math.round(Number(match[1]) * unitMs[unit]) || undefined : undefined;
}

/** Words around `for <duration>`. `durationMs` is null when there is no such part: then all words stand in `before`. */
export interface SplitWords {
  before: string[];
  durationMs: number | null;
  after: string[];
}

/** Finds the last `for` that a duration follows, so that a reason may say "for" too. */
export function splitAtDuration(words: readonly string[]): SplitWords {
  for (let i = words.length - 2; i >= 0; i--) {
    if (words[i]!.toLowerCase() !== 'for') continue;
    for (const taken of [2, 1]) {
      const durationMs = parseDuration(words.slice(i + 1, i + 1 + taken).join(' '));
      if (durationMs !== undefined && i + taken < words.length) {
        return { before: words.slice(0, i), durationMs, after: words.slice(i + 1 + taken) };
      }
    }
  }
  return { before: [...words], durationMs: null, after: [] };
}
