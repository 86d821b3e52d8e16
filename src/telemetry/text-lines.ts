import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { NocturneError } from '../errors.ts';

/** Whole lines of a file, some 64 KiB at a time. `firstLine` is the number of the first of them, from 1; the last block may be empty. */
export interface TextBlock {
  text: string;
  firstLine: number;
  isLast: boolean;
}

function open(file: string): Readable {
  const stream = createReadStream(file);
  if (!file.endsWith('.gz')) return stream;
  const unpacked = createGunzip();
  stream.on('error', (error) => unpacked.destroy(error));
  return stream.pipe(unpacked);
}

/** Line breaks in a text. */
export function countLineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Streams a file, packed when its name ends in .gz, in blocks of whole lines. Throws `recording-unreadable` with the file's name. */
export async function* readTextBlocks(file: string): AsyncGenerator<TextBlock> {
  const stream = open(file);
  stream.setEncoding('utf8');
  let rest = '';
  let firstLine = 1;
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      const end = chunk.lastIndexOf('\n');
      if (end === -1) {
        rest += chunk;
        continue;
      }
      const text = rest + chunk.slice(0, end + 1);
      rest = chunk.slice(end + 1);
      yield { text, firstLine, isLast: false };
      firstLine += countLineBreaks(text);
    }
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === undefined || thrown instanceof NocturneError) throw thrown;
    throw new NocturneError('recording-unreadable', `Cannot read ${file} behind line ${firstLine} (${code})`, {
      cause: thrown,
    });
  } finally {
    stream.destroy();
  }
  yield { text: rest, firstLine, isLast: true };
}

/** The whole text of a small file. Throws as {@link readTextBlocks} does. */
export async function readWholeText(file: string): Promise<string> {
  let whole = '';
  for await (const { text } of readTextBlocks(file)) whole += text;
  return whole;
}

/** Whether there is a file, and no folder, of this name. */
export async function isReadable(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => !found.isDirectory(),
    () => false,
  );
}
