import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { openStateFolder, writeConfiguration } from '../../demo/state-folder.ts';
import { loadConfig } from '../../src/config.ts';

it('a demo in a folder with a relative name finds its own files', async () => {
  const root = mkdtempSync(join(tmpdir(), 'nocturne-state-'));
  try {
    const folder = await openStateFolder(relative(process.cwd(), root));
    await writeConfiguration(folder, { topology: '', botPort: 1, slackMode: 'socket', slackPort: 2, now: 0 });
    const config = loadConfig(folder.config, { env: {} });
    expect(config.state).toBe(join(root, 'bot'));
    expect(config.inventory).toBe(join(root, 'topology.yaml'));
    expect(config.training.recordings.every((path) => isAbsolute(path) && path.startsWith(root))).toBe(true);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
