import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { NocturneError } from '../../src/errors.ts';

const kinds = ['exec', 'config', 'parameter', 'device-output', 'model-output', 'slack-payload'] as const;

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

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${key}: is not a known key`).join(', ');
  return `${issue.path.join('.') || 'the line'}: ${issue.message}`;
}

/** Reads a corpus, one JSON object per line. Throws `corpus-invalid` naming the line and the key. */
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
  const hint = 'a line is {id, kind, family?, vendor?, text, expect: "refuse" | "allow"}';
  const invalid = (what: string, cause: unknown) =>
    new NocturneError('corpus-invalid', `${file}:${number}: ${what}`, { hint, cause });
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch (cause) {
    throw invalid('is no JSON', cause);
  }
  const { data, error } = corpusEntry.safeParse(content);
  if (error) throw invalid(error.issues.map(describeIssue).join(', '), error);
  return data;
}
