import type { Sample } from '../domain/sample.ts';
import { type DecodeOptions, type DecodeOutcome, decodePoints } from './decode-points.ts';
import { createLineReader, type LineOptions } from './line-protocol.ts';

/** Turns line protocol into samples, a slice at a time; see {@link decodePoints}. */
export function decodeSamples(text: string, options: DecodeOptions & LineOptions): Generator<Sample[], DecodeOutcome> {
  return decodePoints(createLineReader(text, options), options);
}
