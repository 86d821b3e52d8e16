import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The test files with these words, such as the call of a contract: what a list has must be tried somewhere, and the list need not know where. */
export function testsThatSay(words: string): string[] {
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => readFileSync(join(import.meta.dirname, file), 'utf8').includes(words));
}
