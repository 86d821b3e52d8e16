import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { NocturneError } from '../../errors.ts';
import { openUnpacked } from '../text-lines.ts';

/**
 * Reads a file some 64 KiB at a time, unpacked when its name ends in `.gz`. Throws `no-such-file`, `unreadable-file` and `bad-gzip`, naming the file.
 *
 * @param onRead told how many of how many bytes of the file, packed or not, were read
 */
export async function* readChunks(
  file: string,
  onRead: (done: number, total: number) => void = () => undefined,
): AsyncGenerator<Buffer> {
  const size = sizeOf(file);
  const { stream, bytesRead } = openUnpacked(file);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      onRead(bytesRead(), size);
      yield chunk;
    }
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw code.startsWith('Z_') ? badGzip(file, cause) : unreadable(file, cause);
  } finally {
    stream.destroy();
  }
}

function sizeOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw absent(file);
  return found.size;
}

/** Reads a text file as a whole, unpacked when its name ends in `.gz`. Throws `no-such-file`, `unreadable-file` and `bad-gzip`, naming the file. */
export function readText(file: string): string {
  if (!existsSync(file)) throw absent(file);
  const bytes = readBytes(file);
  if (!file.endsWith('.gz')) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (cause) {
    throw badGzip(file, cause);
  }
}

const absent = (file: string) => new NocturneError('no-such-file', `${file} is not there`, { detail: { file } });

const badGzip = (file: string, cause: unknown) =>
  new NocturneError('bad-gzip', `${file} is not a whole gzip file`, { cause, detail: { file } });

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): NocturneError {
  const { code } = cause as NodeJS.ErrnoException;
  const why = code === 'EISDIR' ? 'is a folder, and a file is wanted' : `can't be read (${code})`;
  return new NocturneError('unreadable-file', `${file} ${why}`, { cause, detail: { file } });
}

/** Writes a text file and the folders above it, packed when its name ends in `.gz`. */
export function writeText(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, file.endsWith('.gz') ? gzipSync(text) : text);
}

/** The file itself or its packed form, whichever is there. Throws `no-such-file`, naming both. */
export function findPacked(file: string): string {
  if (existsSync(file)) return file;
  if (existsSync(`${file}.gz`)) return `${file}.gz`;
  throw new NocturneError('no-such-file', `neither ${file} nor ${file}.gz is there`, { detail: { file } });
}
