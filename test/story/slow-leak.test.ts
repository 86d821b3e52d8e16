import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isWarned, type LeakSummary, playLeak } from '../../demo/leak/play-leak.ts';
import { loadNetworkSpec } from '../../demo/network/spec.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'slow-leak-'));
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

it('people are warned a quarter of an hour before the limit is passed, and before any incident', async () => {
  const { workspace, summary } = await playLeak({
    ...{ stateDir, spec: loadNetworkSpec(), now: Date.parse('2026-03-03T12:00:00Z') },
    ...{ tell: () => undefined, onWorkspace: () => undefined },
  });
  await workspace.close();
  expect(isWarned(summary), JSON.stringify(summary, null, 2)).toBe(true);
  expect(summary.message).toContain('Memory of Switch-2 passed 90 %');
  const changes: Partial<LeakSummary>[] = [
    { risk: null },
    { minutesBefore: 14 },
    { incidentsBefore: 1 },
    { message: null },
  ];
  for (const change of changes) expect(isWarned({ ...summary, ...change })).toBe(false);
});
