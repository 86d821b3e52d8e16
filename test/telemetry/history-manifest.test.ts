import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readManifest, writeManifest } from '../../src/telemetry/history/manifest.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'history-manifest-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const manifest = {
  closedUntil: 1_795_000_000_000,
  samples: [{ day: '2026-11-22', file: 'samples/day=2026-11-22/part-0.parquet' }],
  rollups: [{ bucket: 'hour' as const, day: '2026-11-22', file: 'rollups/bucket=hour/day=2026-11-22/part-0.parquet' }],
};
const none = { version: 1, closedUntil: null, samples: [], rollups: [] };
const damaged = { code: 'history-damaged' };

describe('the manifest of a history', () => {
  it('is read as it was written', async () => {
    await writeManifest(dir, manifest);
    expect(await readManifest(dir)).toEqual({ version: 1, ...manifest });
  });

  it('is said to be damaged, whichever of its bytes has changed', async () => {
    await writeManifest(dir, manifest);
    const file = join(dir, 'manifest.json');
    const bytes = readFileSync(file);
    for (const at of bytes.keys()) {
      const other = Buffer.from(bytes);
      other[at]! ^= 1;
      writeFileSync(file, other);
      await expect(readManifest(dir), `byte ${at}`).rejects.toMatchObject(damaged);
    }
  });

  it('is empty where nothing is stored, and missed where there are files', async () => {
    expect(await readManifest(join(dir, 'not-there'))).toEqual(none);
    expect(await readManifest(dir)).toEqual(none);
    writeFileSync(join(dir, 'notes.txt'), 'of somebody else');
    expect(await readManifest(dir)).toEqual(none);
    mkdirSync(join(dir, 'samples', 'day=2026-11-22'), { recursive: true });
    writeFileSync(join(dir, 'samples', 'day=2026-11-22', 'part-0.parquet'), '');
    await expect(readManifest(dir)).rejects.toMatchObject(damaged);
  });
});
