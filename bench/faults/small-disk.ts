import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';

const block = Buffer.alloc(1 << 20);

/** Why no small disk can be had; undefined when it can. */
export const missingForSmallDisk = (): string | undefined =>
  process.getuid?.() === 0 ? undefined : 'only root may mount a small disk';

/** Makes a folder a file system of its own in memory, with so many MB; answers with what takes it away. */
export function mountSmallDisk(folder: string, sizeMb: number): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'nocturne-fault', folder]);
  return () => execFileSync('umount', ['-l', folder]);
}

/** Writes a file until nothing more fits on its disk, down to the last bytes. */
export function fill(file: string): void {
  const open = openSync(file, 'a');
  try {
    for (const size of [block.length, 4096, 1]) {
      while (fits(open, size));
    }
  } finally {
    closeSync(open);
  }
}

function fits(open: number, size: number): boolean {
  try {
    return writeSync(open, block, 0, size) === size;
  } catch {
    return false;
  }
}
