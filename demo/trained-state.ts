import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSetting } from './setting.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'nocturne');
/** What decides how the practice recording and the models look. A change in any of it makes new ones. */
const sources = [
  'src/domain',
  'src/telemetry',
  'src/models',
  'src/diagnosis',
  'src/learning',
  'src/jobs',
  'demo/network',
  'demo/state-folder.ts',
];
/** Less than what the demo records: tests and benches need good models, and no better ones. */
const practiceMinutes = 75;
const kept = ['recordings', join('bot', 'models')];
const staleLockMs = 180_000;

/** Copies a practice recording and trained models into an empty state folder. They are made once for all processes and runs. */
export async function copyTrainedState(target: string, botFlags: readonly string[] = []): Promise<void> {
  const made = join(cache, `trained-${hashSources()}`);
  while (!isThere(made)) await makeAlone(made, botFlags);
  for (const part of kept) cpSync(join(made, part), join(target, part), { recursive: true });
}

/** Of several processes one works and the others wait. */
async function makeAlone(made: string, botFlags: readonly string[]): Promise<void> {
  const lock = `${made}.lock`;
  mkdirSync(cache, { recursive: true });
  try {
    mkdirSync(lock);
  } catch {
    if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > staleLockMs)
      removeFolder(lock);
    await sleep(200);
    return;
  }
  try {
    await make(made, botFlags);
  } finally {
    removeFolder(lock);
  }
}

async function make(made: string, botFlags: readonly string[]): Promise<void> {
  const half = mkdtempSync(`${made}.`);
  const full = mkdtempSync(`${made}.`);
  const silent = () => undefined;
  const setting = await createSetting({
    ...{ stateDir: full, seed: 1, tell: silent, onBotLine: silent },
    ...{ practiceMinutes, botFlags },
  });
  await setting.close();
  for (const part of kept) cpSync(join(full, part), join(half, part), { recursive: true });
  removeFolder(full);
  renameSync(half, made);
}

function hashSources(): string {
  const hash = createHash('sha256')
    .update(String(practiceMinutes))
    .update(readFileSync(join(root, 'package-lock.json')));
  for (const source of sources) {
    for (const file of filesIn(join(root, source))) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort();
}

const isThere = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;
const removeFolder = (path: string) => rmSync(path, { recursive: true, force: true });
