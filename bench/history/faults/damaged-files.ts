import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeError, NocturneError } from '../../../src/errors.ts';
import { createRandom, type Random, randomInt } from '../../../src/models/random.ts';
import { type HistoryDatabase, openHistoryDatabase } from '../../../src/telemetry/history/history-database.ts';
import { readManifest } from '../../../src/telemetry/history/manifest.ts';
import { countFault, type FaultRow, type Readings, sumOf } from './fault-row.ts';
import { reopened, rowsOfManifest, type StoredRow, storedRowsByDay } from './stored-rows.ts';
import { batchOf, readingsOf, startOfStep } from './written-steps.ts';

const dayMs = 86_400_000;
const days = 3;
/** Three days in files, and six hours that are not closed. */
const steps = { start: Date.UTC(2026, 10, 22), stepHours: 6, rowsPerStep: 1000 };
const closedSteps = days * 4;

type Damage = [name: string, times: number, damage: (bytes: Buffer, random: Random) => Buffer | null];

const damagesWith = (flips: number): Damage[] => [
  ['cut short to a half', 1, (bytes) => bytes.subarray(0, bytes.length / 2)],
  ['cut short by its last byte', 1, (bytes) => bytes.subarray(0, -1)],
  [`with a byte flipped (${flips} times, at other places)`, flips, flipped],
  ['emptied', 1, () => Buffer.alloc(0)],
  ['deleted', 1, () => null],
  ['replaced by a text', 1, () => Buffer.from('This is no file of a history.\n')],
];

function flipped(bytes: Buffer, random: Random): Buffer {
  const other = Buffer.from(bytes);
  const at = randomInt(random, bytes.length);
  other[at] = other[at]! ^ (1 + randomInt(random, 255));
  return other;
}

type Target = 'a day file' | 'history.duckdb' | 'manifest.json';
type Found = Pick<FaultRow, 'said'> & { accepted: Readings; read: StoredRow[] };

/** What a history says and has of three days and some hours after one of its files was damaged while nobody had it open. */
export async function damagedFiles(
  { seed, flips }: { seed: number; flips: number },
  say: (line: string) => void,
): Promise<FaultRow[]> {
  const random = createRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-history-damaged-'));
  try {
    const whole = join(folder, 'whole');
    await write(whole);
    const rows: FaultRow[] = [];
    for (const target of ['a day file', 'history.duckdb', 'manifest.json'] as const)
      for (const [name, times, damage] of damagesWith(flips)) {
        say(`${target} ${name}`);
        const tries: Omit<FaultRow, 'what'>[] = [];
        for (let i = 0; i < times; i++) {
          const dir = join(folder, 'damaged');
          rmSync(dir, { recursive: true, force: true });
          cpSync(whole, dir, { recursive: true });
          await damageFile(dir, target, (bytes) => damage(bytes, random));
          const { accepted, read, said } = await (target === 'manifest.json' ? readByOthers(dir) : readByItself(dir));
          tries.push(countFault(accepted, read, said));
        }
        rows.push(sumOf(tries, `${target} ${name}`));
      }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function write(dir: string): Promise<void> {
  const database = await openHistoryDatabase({ dir, threads: 1 });
  for (let step = 0; step <= closedSteps; step++) await database.insert(batchOf(steps, step));
  const now = startOfStep(steps, closedSteps) + 120_000;
  for (const slice of await database.unsealed(now)) await database.seal(slice);
  await database.publish(now);
  await database.close();
}

async function damageFile(dir: string, target: Target, damage: (bytes: Buffer) => Buffer | null): Promise<void> {
  const files = {
    'a day file': async () => join(dir, (await readManifest(dir)).samples[1]!.file),
    'history.duckdb': async () => join(dir, 'history.duckdb'),
    'manifest.json': async () => join(dir, 'manifest.json'),
  };
  const file = await files[target]();
  const bytes = damage(readFileSync(file));
  if (bytes === null) rmSync(file);
  else writeFileSync(file, bytes);
}

const codeOf = (thrown: unknown) =>
  thrown instanceof NocturneError
    ? thrown.code
    : describeError(thrown)
        .split('\n', 1)[0]!
        .replace(/[:"].*/s, '');

/** The product asks day by day. */
async function readByItself(dir: string): Promise<Found> {
  const said: string[] = [];
  const tell = (thrown: unknown) => void said.push(codeOf(thrown));
  const starts = Array.from({ length: days + 1 }, (_, i) => steps.start + i * dayMs);
  const asked = reopened(dir, (database: HistoryDatabase) => storedRowsByDay(database, starts, tell));
  const read = await asked.catch((thrown: unknown): StoredRow[] => {
    tell(thrown);
    return [];
  });
  return { accepted: readingsOf(steps, closedSteps + 1), read, said };
}

/** Others read the closed hours by the manifest. */
async function readByOthers(dir: string): Promise<Found> {
  const said: string[] = [];
  const read = await rowsOfManifest(dir).catch((thrown: unknown): StoredRow[] => {
    said.push(codeOf(thrown));
    return [];
  });
  return { accepted: readingsOf(steps, closedSteps), read, said };
}
