import type { PointReader } from './line-point.ts';
import { createLineReader, type LineOptions } from './line-protocol.ts';
import { countLineBreaks, type TextBlock } from './text-lines.ts';

/** Reads the lines of one block. `startLine` is the number of its first line in the file. */
export interface BlockReader {
  reader: PointReader;
  startLine: number;
  isLast: boolean;
}

/**
 * A reader for each block of a text, to be read to its end before the next is asked for. A string may hold line breaks, and so go on in the next block:
 * then the line is read there.
 */
export async function* readersOf(blocks: AsyncIterable<TextBlock>, options: LineOptions): AsyncGenerator<BlockReader> {
  let rest = '';
  let restLine = 1;
  for await (const { text, firstLine, isLast } of blocks) {
    const whole = rest + text;
    const startLine = rest === '' ? firstLine : restLine;
    const reader = createLineReader(whole, { ...options, isOpenEnded: !isLast });
    yield { reader, startLine, isLast };
    rest = whole.slice(reader.offset);
    restLine = startLine + countLineBreaks(whole.slice(0, reader.offset));
  }
}
