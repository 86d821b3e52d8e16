import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { NocturneError } from '../../errors.ts';

/** Reads a text file, unpacked when its name ends in `.gz`. Throws `no-such-file`, `unreadable-file` and `bad-gzip`, naming the file. */
export function readText(file: string): string {
  if (!existsSync(file)) throw new NocturneError('no-such-file', `${file} is not there`, { detail: { file } });
  const bytes = readBytes(file);
  if (!file.endsWith('.gz')) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (cause) {
    throw new NocturneError('bad-gzip', `${file} is not a whole gzip file`, { cause, detail: { file } });
  }
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'EISDIR' ? 'is a folder, and a file is wanted' : `can't be read (${code})`;
    throw new NocturneError('unreadable-file', `${file} ${why}`, { cause, detail: { file } });
  }
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
