import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { NocturneError } from '../../src/errors.ts';

export const kinds = ['exec', 'config', 'parameter', 'device-output', 'model-output', 'slack-payload'] as const;

/** One input. `family` groups inputs in the table; without one the kind is the family. */
const corpusEntry = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(kinds),
  family: z.string().optional(),
  vendor: z.string().optional(),
  text: z.string(),
  expect: z.enum(['refuse', 'allow']),
});

export type CorpusEntry = z.output<typeof corpusEntry>;

/** Reads a corpus, one JSON object per line. Throws `corpus-invalid` naming the line. */
export function readCorpus(file: string): CorpusEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new NocturneError('corpus-missing', `Cannot read ${file}`, { hint: 'name a file with --corpus', cause });
  }
  const lines = text.split('\n').map((line, i) => ({ line, number: i + 1 }));
  return lines.filter(({ line }) => line.trim() !== '').map(({ line, number }) => parseEntry(line, file, number));
}

function parseEntry(line: string, file: string, number: number): CorpusEntry {
  try {
    return corpusEntry.parse(JSON.parse(line));
  } catch (cause) {
    const hint = 'a line is {id, kind, vendor?, text, expect: "refuse" | "allow"}';
    throw new NocturneError('corpus-invalid', `${file}:${number} is no entry of a corpus`, { hint, cause });
  }
}
