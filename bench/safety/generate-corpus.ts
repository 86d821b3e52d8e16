import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../demo/network/world/random.ts';
import { type CorpusEntry, readCorpus } from './corpus-entry.ts';
import type { Family } from './families/family.ts';
import { goodFamilies } from './families/good.ts';
import { hostileLineFamilies } from './families/hostile-lines.ts';
import { hostileModelFamilies } from './families/hostile-models.ts';
import { pendingFamilies } from './families/hostile-pending.ts';
import { hostileSlackFamilies } from './families/hostile-slack.ts';
import { hostileTextFamilies } from './families/hostile-texts.ts';
import { hostileValueFamilies } from './families/hostile-values.ts';

const seed = 4;
const handWritten = fileURLToPath(new URL('hand-written.jsonl', import.meta.url));
const families: Family[] = [
  ...hostileLineFamilies,
  ...hostileValueFamilies,
  ...hostileTextFamilies,
  ...hostileModelFamilies,
  ...hostileSlackFamilies,
  ...pendingFamilies,
  ...goodFamilies,
];

/** All entries, families in order; an entry that came by chance before is left out. */
function makeCorpus(): CorpusEntry[] {
  const random = createRandom(seed);
  const seen = new Set<string>();
  const made = families.flatMap(({ name, make }) =>
    make(random.fork(name)).map((entry, i): CorpusEntry => ({ id: `${slug(name)}-${i + 1}`, family: name, ...entry })),
  );
  const nasty = readCorpus(handWritten).map((entry): CorpusEntry => ({ ...entry, family: 'hand-written' }));
  return [...made, ...nasty].filter(({ kind, vendor, text }) => {
    const key = JSON.stringify([kind, vendor, text]);
    return !seen.has(key) && seen.add(key);
  });
}

const slug = (name: string) => name.replace(/[^a-z]+/g, '-');

export const corpusText = () =>
  `${makeCorpus()
    .map((entry) => JSON.stringify(entry))
    .join('\n')}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(fileURLToPath(new URL('corpus.jsonl', import.meta.url)), corpusText());
}
