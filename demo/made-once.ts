import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'nocturne');
const staleLockMs = 180_000;

/** What decides how a recording of the simulated network, and the models of it, look. */
export const trainingSources = [
  ...['src/domain', 'src/telemetry', 'src/models', 'src/diagnosis', 'src/learning', 'src/jobs'],
  ...['demo/network', 'demo/state-folder.ts'],
];

export interface MadeOnce {
  name: string;
  /** Files and folders of the checkout that decide what is made: a change in any of them makes it anew. */
  sources: readonly string[];
  /** Fills an empty folder. */
  make(folder: string): Promise<void>;
}

/** A folder beside the packages that takes long to fill, and that all processes and runs share. Answers with its path. */
export async function madeOnce({ name, sources, make }: MadeOnce): Promise<string> {
  const made = join(cache, `${name}-${hashOf(sources)}`);
  while (!isThere(made)) await makeAlone(made, make);
  return made;
}

/** Of several processes one works and the others wait. */
async function makeAlone(made: string, make: MadeOnce['make']): Promise<void> {
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
    // Another process may have been done just before the lock was taken.
    if (isThere(made)) return;
    const half = mkdtempSync(`${made}.`);
    await make(half);
    renameSync(half, made);
  } finally {
    removeFolder(lock);
  }
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
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
