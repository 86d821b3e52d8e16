import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTextBlocks } from '../../src/telemetry/text-lines.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'text-lines-'));
  mkdirSync(join(folder, 'folder'));
  symlinkSync('loop', join(folder, 'loop'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a text file that can not be read', () => {
  it.each([
    ['missing', 'there is no such file or folder (ENOENT)'],
    ['folder', 'it is a folder, not a file (EISDIR)'],
    ['loop', 'its symbolic links form a loop (ELOOP)'],
  ])('is named with the reason: %s', async (name, reason) => {
    const blocks = readTextBlocks(join(folder, name));
    await expect(blocks.next()).rejects.toMatchObject({
      ...{ code: 'recording-unreadable', message: `Cannot use ${join(folder, name)}: ${reason}` },
    });
  });
});
