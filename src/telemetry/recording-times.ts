import { NocturneError } from '../errors.ts';
import { createLineReader } from './line-protocol.ts';
import {
  type Precision,
  parsePrecision,
  precisionBySize,
  precisionWords,
  timestampToMs,
  usualTimes,
} from './precision.ts';
import { readTextBlocks } from './text-lines.ts';

/** How the times of one recording are written. */
export interface RecordingTimes {
  /** Milliseconds since 1970 of the time of a line, all of which count the same, or why it is no time here. */
  ofLine(digits: string): number | string;
  /** The same of a number in labels.csv, which may count something else; NaN when nobody knows what. */
  ofLabel(digits: string): number;
}

/** The line at the head of samples.lp that tells the unit of its times. */
export const precisionLine = (precision: Precision) => `# precision=${precision}`;

const declaration = /^#\s*precision\s*[=:]\s*(\S+)\s*$/i;
const howToTell = `name the unit of all lines with --precision, or in a first line "${precisionLine('ms')}"`;

/**
 * Times in the unit that is given, else in the one that the first time is of by its size.
 *
 * @param first the first time of the recording; undefined when it has none
 */
export function createRecordingTimes(given: Precision | undefined, first: string | undefined): RecordingTimes {
  const precision = given ?? (first === undefined ? undefined : precisionBySize(Number(first)));
  const firstAt = first === undefined || !precision ? Number.NaN : timestampToMs(first, precision);
  /** What the lines of a laboratory count begins where it likes; its clock may be set right on the way. */
  const hasOwnBeginning = firstAt < usualTimes.from;
  const earliest = hasOwnBeginning ? 0 : usualTimes.from;

  return {
    ofLine(digits) {
      if (!precision) return `the time ${digits} may count anything: ${howToTell}`;
      const at = timestampToMs(digits, precision);
      if (Number.isNaN(at)) return `"${digits.slice(0, 40)}" is no timestamp`;
      if (at >= earliest && at < usualTimes.to) return at;
      const bySize = precisionBySize(Number(digits));
      const counted = bySize ? `counts ${precisionWords[bySize]} by its size` : 'is no usual one';
      return `the time ${digits} ${counted}, and the recording counts ${precisionWords[precision]}: ${howToTell}`;
    },
    ofLabel(digits) {
      const own = hasOwnBeginning ? precision : (precisionBySize(Number(digits)) ?? (first === undefined && given));
      return own ? timestampToMs(digits, own) : Number.NaN;
    },
  };
}

/**
 * Looks how the times of a samples file are written: in the unit that is given, else in that of a line `# precision=s` before the first sample, else by
 * the size of the first time. Throws `recording-bad-line` for a unit that there is none of, and what reading throws.
 */
export async function findRecordingTimes(file: string, given: Precision | undefined): Promise<RecordingTimes> {
  let first: string | undefined;
  const readTime = (digits: string) => {
    first = digits;
    return /^-?\d{1,19}$/.test(digits) ? 0 : 'no time';
  };
  let declared: Precision | undefined;
  for await (const { text, firstLine } of readTextBlocks(file)) {
    if (firstLine === 1) declared = declaredIn(text, file);
    const reader = createLineReader(text, { now: null, readTime });
    let point = reader.next();
    while (point && !point.ok) point = reader.next();
    if (point) return createRecordingTimes(given ?? declared, first);
  }
  return createRecordingTimes(given ?? declared, undefined);
}

function declaredIn(text: string, file: string): Precision | undefined {
  const lines = text.replace(/^\uFEFF/, '').split('\n', 100);
  const end = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  for (const [i, line] of lines.slice(0, end < 0 ? lines.length : end).entries()) {
    const name = declaration.exec(line.trim())?.[1];
    if (name === undefined) continue;
    const precision = parsePrecision(name);
    if (precision) return precision;
    throw new NocturneError('recording-bad-line', `${file} line ${i + 1}: "${name}" is no unit of time`, {
      hint: 'the units are ns, us, ms, s, m and h',
    });
  }
  return undefined;
}
