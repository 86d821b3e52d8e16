import type { DecodeOutcome } from '../telemetry/decode-points.ts';
import { formatBadLine } from '../telemetry/line-point.ts';

/** An error as InfluxDB 2 words it; `line` is the first bad line. */
export interface IngestRefusal {
  code: 'invalid' | 'unauthorized' | 'request too large' | 'unavailable' | 'internal error';
  message: string;
  line?: number;
  /** The first bad lines one by one, and how many there were in all. */
  lines?: { line: number; column: number | null; reason: string }[];
  badLines?: number;
  acceptedSamples?: number;
}

const shownInMessage = 10;

/** Says which lines were bad and that the others were kept; undefined when all were good. */
export function describeBadLines(outcome: DecodeOutcome): IngestRefusal | undefined {
  const first = outcome.bad[0];
  if (!first) return undefined;
  const shown = outcome.bad.slice(0, shownInMessage).map(formatBadLine).join('; ');
  const more = outcome.badCount - Math.min(outcome.bad.length, shownInMessage);
  return {
    code: 'invalid',
    message: `partial write: ${outcome.badCount} of ${outcome.lines} lines could not be used, the others were kept: ${shown}${
      more > 0 ? `; and ${more} more` : ''
    }`,
    line: first.line,
    lines: outcome.bad.map(({ line, column, reason }) => ({ line, column, reason })),
    badLines: outcome.badCount,
    acceptedSamples: outcome.samples,
  };
}
