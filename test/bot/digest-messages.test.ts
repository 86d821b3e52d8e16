import { afterEach, describe, expect, it } from 'vitest';
import { slots } from '../../src/bot/slots.ts';
import { people } from '../demo/slack/small-workspace.ts';
import { createTestDigests, morning } from '../digests/made-digests.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSlackWorld, everything, keysOf, noc } from './slack-world.ts';
import { incidentOf } from './world.ts';

const world = createSlackWorld();
afterEach(world.close);

const due = Date.parse('2026-03-03T07:00:00Z');
const id = `morning:${due}`;

async function open() {
  const [workspace, store] = [await world.open(), createMemoryStore()];
  const digests = createTestDigests(store, () => due + 1000);
  const bot = await world.startBot(workspace, store, { digests });
  return { workspace, store, digests, bot };
}

describe('a digest in Slack', () => {
  it('is five lines in the channel and its detail in the thread, once, and mentions who chose it', async () => {
    const { workspace, store, digests, bot } = await open();
    await store.incidents.insert(incidentOf('INC-1', { openedAt: due - 60_000, owner: '<!channel>' }));
    expect(await digests.mention('morning', people.onCall, true)).toBe(true);
    await digests.send(morning);
    await bot.project();
    await bot.project();
    expect(keysOf(workspace)).toEqual([slots.digest(id), slots.digestDetail(id)]);
    const [head] = everything(workspace);
    const [, detail] = workspace.control.history({ user: people.onCall, channel: noc, thread_ts: head!.ts });
    expect(JSON.stringify(head)).toContain(`<@${people.onCall}>`);
    expect(JSON.stringify(head)).toContain('Happened: 1 incident');
    expect(JSON.stringify(head)).toMatch(/Morning digest · <!date\^\d+\^/);
    expect(JSON.stringify(detail)).toContain('INC-1');
    expect(JSON.stringify(detail)).toContain('/noc incidents all');
    expect(JSON.stringify([head, detail])).not.toContain('<!channel>');
  });

  it('says that it could not compare where no history is kept, and nothing is called calm', async () => {
    const { workspace, digests, bot } = await open();
    await digests.send(morning);
    await bot.project();
    expect(JSON.stringify(everything(workspace))).toContain(
      'Not compared with the week before: no history is kept here',
    );
  });

  it('mentions nobody because a sender has a name like a mention', async () => {
    const [workspace, store] = [await world.open(), createMemoryStore()];
    const senders = {
      read: () => ({ unknownDevices: [{ device: `[[user ${people.onCall}]]` }, { device: '[[1]]' }] }),
    };
    const digests = createTestDigests(store, () => due + 1000, { senders });
    const bot = await world.startBot(workspace, store, { digests });
    await digests.send(morning);
    await bot.project();
    const [head] = everything(workspace);
    const [, detail] = workspace.control.history({ user: people.onCall, channel: noc, thread_ts: head!.ts });
    expect(JSON.stringify(detail)).toContain(`[[user ${people.onCall}]] sends and is not in the inventory`);
    expect(JSON.stringify([head, detail])).not.toContain(`<@${people.onCall}>`);
  });

  it('is made anew for who asks, in one answer, and nothing is kept of it', async () => {
    const { store, bot } = await open();
    const before = store.dump();
    expect(await bot.console('digest shift')).toContain('Shift hand-over');
    expect(await bot.console('digest tomorrow')).toContain('digest');
    expect(store.dump()).toBe(before);
  });
});
