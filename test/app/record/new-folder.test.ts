import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillNewFolder } from '../../../src/app/record/new-folder.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'new-folder-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const fill = async (part: string) => {
  await writeFile(join(part, 'file'), 'text');
  return 'filled';
};

describe('a new folder', () => {
  it('is there when it is whole, with the folders above it', async () => {
    const folder = join(dir, 'deep', 'below', 'made');
    let seen: boolean | undefined;
    const filled = await fillNewFolder(folder, async (part) => {
      seen = existsSync(folder);
      return fill(part);
    });
    expect([filled, seen, readdirSync(join(dir, 'deep', 'below')), readdirSync(folder)]).toEqual([
      'filled',
      false,
      ['made'],
      ['file'],
    ]);
  });

  it('leaves nothing behind when the filling fails, and can be tried again', async () => {
    const folder = join(dir, 'made');
    const broken = async (part: string) => {
      await fill(part);
      throw new Error('broken');
    };
    for (let turn = 0; turn < 2; turn++) await expect(fillNewFolder(folder, broken)).rejects.toThrow('broken');
    expect(readdirSync(dir)).toEqual([]);
    expect(await fillNewFolder(folder, fill)).toBe('filled');
  });

  const taken: [string, (folder: string) => void, RegExp, RegExp][] = [
    ['a folder', (folder) => mkdirSync(folder), /made is there already/, /name a new folder/],
    ['a file', (folder) => writeFileSync(folder, ''), /made is there already/, /name a new folder/],
    ['half a recording', (folder) => mkdirSync(`${folder}.part`), /made\.part is there already/, /remove it/],
  ];
  it.each(taken)('is refused where %s is', async (_what, take, message, hint) => {
    const folder = join(dir, 'made');
    take(folder);
    await expect(fillNewFolder(folder, fill)).rejects.toMatchObject({
      ...{ code: 'recording-exists', message: expect.stringMatching(message), hint: expect.stringMatching(hint) },
    });
  });

  it('is refused in words where there can be none', async () => {
    writeFileSync(join(dir, 'file'), '');
    const places = [join(dir, 'file', 'made'), join(dir, 'x'.repeat(300)), '/proc/none/made'];
    for (const place of places)
      await expect(fillNewFolder(place, fill), place).rejects.toMatchObject({ code: 'recording-unwritable' });
    const inFilling = fillNewFolder(join(dir, 'made'), (part) => writeFile(join(part, 'none', 'file'), ''));
    await expect(inFilling).rejects.toMatchObject({ message: expect.stringMatching(/no such file or folder/) });
  });
});
