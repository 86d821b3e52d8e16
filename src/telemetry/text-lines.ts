import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { NocturneError } from '../errors.ts';
import { describeSystemError } from '../foundation/system-error.ts';

/** Whole lines of a file, some 64 KiB at a time. `firstLine` is the number of the first of them, from 1; the last block may be empty. */
export interface TextBlock {
  text: string;
  firstLine: number;
  isLast: boolean;
}

/** The bytes of a file, unpacked when its name ends in .gz, and how many of them were read before they were unpacked. */
export function openUnpacked(file: string): { stream: Readable; bytesRead(): number } {
  const source = createReadStream(file);
  // What the pipeline ends with is for whoever reads.
  const stream = file.endsWith('.gz') ? pipeline(source, createGunzip(), () => undefined) : source;
  return { stream, bytesRead: () => source.bytesRead };
}

/** Line breaks in a text. */
export function countLineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Cuts text that comes in any pieces into blocks of whole lines. */
export async function* cutIntoBlocks(chunks: AsyncIterable<string>): AsyncGenerator<TextBlock> {
  let rest = '';
  let firstLine = 1;
  for await (const chunk of chunks) {
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
  yield { text: rest, firstLine, isLast: true };
}

/** Streams a file, packed when its name ends in .gz, in blocks of whole lines. Throws `recording-unreadable` with the file's name. */
export async function* readTextBlocks(file: string): AsyncGenerator<TextBlock> {
  const { stream } = openUnpacked(file);
  stream.setEncoding('utf8');
  let line = 1;
  try {
    for await (const block of cutIntoBlocks(stream as AsyncIterable<string>)) {
      yield block;
      line = block.firstLine + countLineBreaks(block.text);
    }
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === undefined || thrown instanceof NocturneError) throw thrown;
    const refusal = line === 1 ? describeSystemError(thrown, file) : undefined;
    const message = refusal ?? `Cannot read ${file} behind line ${line} (${code})`;
    throw new NocturneError('recording-unreadable', message, { cause: thrown });
  } finally {
    stream.destroy();
  }
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
