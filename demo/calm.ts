import type { Setting } from './setting.ts';

/** So long at least, so that a chart has a before. */
const calmMs = 4_000;
/** An incident that an earlier demo left open ends by itself when the network has been well for a while. */
const leftOverMs = 60_000;

/**
 * Waits until the network has been seen well and no incident of an earlier demo in the same folder is open: a new fault would otherwise be
 * taken for more of the old one.
 */
export async function untilCalm({ bot }: Pick<Setting, 'bot'>, tell: (line: string) => void): Promise<void> {
  const begunAt = Date.now();
  let told = false;
  for (;;) {
    const waited = Date.now() - begunAt;
    const incidents = await bot.read<{ id: string; state: string }[]>('/api/v1/incidents').catch(() => []);
    const open = incidents.find(({ state }) => state !== 'resolved');
    if ((waited >= calmMs && !open) || waited >= leftOverMs) return;
    if (open && !told) tell(`waiting for ${open.id} of an earlier demo to end`);
    told ||= open !== undefined;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
