import { actAt, type KillPoint } from '../../../demo/crash.ts';
import type { Setting } from '../../../demo/setting.ts';
import type { MakeTrouble } from '../story-run.ts';

/** What the moments of a story are called in the table. */
export const momentWords: Record<KillPoint, string> = {
  detected: 'when the incident opens',
  diagnosed: 'when the diagnosis is there',
  planPosted: 'while the plan waits for people',
  approved: 'after the last approval',
  executing: 'between the change lines',
  verifying: 'while telemetry proves the change',
};

/** Trouble that begins at a point of the story. */
export function troubleAt(point: KillPoint, make: (setting: Setting) => Promise<void>): MakeTrouble {
  return async (setting, startedAt) => {
    const making = await actAt(setting, { since: startedAt, point }, () => ({ at: Date.now(), done: make(setting) }));
    if (!making) return null;
    await making.done;
    return { madeAt: making.at };
  };
}
