import { afterEach, describe, expect, it } from 'vitest';
import type { CommandPorts } from '../../src/bot/commands/command.ts';
import { digest } from '../../src/bot/commands/digest.ts';
import { slots } from '../../src/bot/slots.ts';
import { type HistoryReader, noHistory } from '../../src/domain/history-reader.ts';
import type { Person } from '../../src/domain/person.ts';
import { bot as app, people } from '../demo/slack/small-workspace.ts';
import { createTestDigests, morning } from '../digests/made-digests.ts';
import { madeHistory } from '../risks/made-risks.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSlackWorld, everything, keysOf, noc } from './slack-world.ts';
import { incidentOf, png, topology } from './world.ts';

const world = createSlackWorld();
afterEach(world.close);

const due = Date.parse('2026-03-03T07:00:00Z');
const id = `morning:${due}`;

const inBoth = [people.onCall, people.approver, app.botUserId];
const channels = [
  { id: noc, name: 'noc', members: inBoth },
  { id: 'C0REPORTS', name: 'reports', members: inBoth },
];

async function open(given: Parameters<typeof createTestDigests>[2] = {}, withBot: { uploads?: boolean } = {}) {
  const [workspace, store] = [await world.open({ channels }), createMemoryStore()];
  const digests = createTestDigests(store, () => due + 1000, given);
  const drawn: string[] = [];
  const draw = async (name: string) => {
    if (withBot.uploads === false) throw new Error('nothing can be drawn');
    drawn.push(name);
    return { png, altText: 'what it shows' };
  };
  const bot = await world.startBot(workspace, store, {
    ...{ digests, history: given?.history ?? noHistory, charts: { draw } as never },
  });
  return { workspace, store, digests, bot, drawn };
}

const [worsePlace, link] = [{ device: 'Router-A', interface: null }, topology.links[0]!.a];
/** Four weeks in which a link carries most at noon, and in the last day of which the CPU of Router-A is busier than before. */
const rising: HistoryReader = {
  ...madeHistory([worsePlace, link], (place, metric, at) => {
    if (metric === 'cpu_pct') return place === worsePlace ? (at > due - 86_400_000 ? 60 : 20) : null;
    return metric === 'throughput_mbps' && place === link
      ? 100 + 50 * Math.sin((at / 43_200_000) * Math.PI) + ((at / 3_600_000) % 7)
      : null;
  }),
  percentiles: async ({ metric, to }) =>
    metric === 'cpu_pct'
      ? {
          ...{ outcome: 'ok', more: false },
          series: [{ place: worsePlace, metric, count: 9, values: [to === due ? 60 : 20] }],
        }
      : { outcome: 'no-data' },
  top: async ({ metric }) => ({
    ...{ outcome: 'ok', more: false },
    series: [{ place: link, metric, count: 9, value: 150 }],
  }),
};
const thread = (workspace: Awaited<ReturnType<typeof open>>['workspace'], channel = noc) => {
  const [head] = workspace.control.history({ user: people.onCall, channel });
  return workspace.control.history({ user: people.onCall, channel, thread_ts: head!.ts });
};

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
    expect(JSON.stringify(head)).toContain('*Happened:* 1 incident');
    expect(JSON.stringify(head)).toMatch(/Morning digest · <!date\^\d+\^/);
    expect(JSON.stringify(detail)).toContain('INC-1');
    expect(JSON.stringify(detail)).toContain('/noc incidents all');
    expect(JSON.stringify([head, detail])).not.toContain('<!channel>');
  });

  it('has pictures in its thread of what got worse and of the busiest links, each once', async () => {
    const { workspace, digests, bot, drawn } = await open({ history: rising });
    await digests.send(morning);
    await bot.project();
    await bot.project();
    expect(drawn).toEqual(['incident', 'forecast']);
    const [, , worse, busy] = thread(workspace);
    expect(worse!.text).toBe('Worse than the week before: CPU of Router-A 60 %, was 20 %');
    expect(busy!.text).toMatch(/^Busiest: .* about 1\d\d Mbit\/s .*from <!date/);
    for (const { blocks } of [worse!, busy!]) expect(JSON.stringify(blocks)).toContain('"image"');
  });

  it('stands without pictures where none can be drawn', async () => {
    const { workspace, digests, bot } = await open({ history: rising }, { uploads: false });
    await digests.send(morning);
    await bot.project();
    expect(thread(workspace)).toHaveLength(2);
  });

  it('goes to the channel of its schedule, and to that of the bot when there is none of that name, which it says', async () => {
    const schedules = [
      { ...morning, channel: '#reports' },
      { ...morning, id: 'lost', channel: '#not-there' },
    ];
    const { workspace, digests, bot } = await open({ schedules });
    for (const schedule of schedules) await digests.send(schedule);
    await bot.project();
    const reports = workspace.control.history({ user: people.onCall, channel: 'C0REPORTS' });
    expect(reports.map(({ text }) => text)).toEqual([expect.stringContaining('Morning digest')]);
    const here = everything(workspace);
    expect(here).toHaveLength(1);
    expect(JSON.stringify(here)).toContain('It was to go to #not-there, which is not there');
  });

  it('comes when somebody has it posted, and says who that was', async () => {
    const { workspace, bot, digests } = await open();
    const call = { args: ['week', 'post'], person: { id: people.onCall } as Person, channel: noc };
    expect(await digest.run(call, { digests } as CommandPorts)).toMatchObject({
      text: expect.stringContaining('comes'),
    });
    expect(digest.onlyReads?.(['week', 'post'])).toBe(false);
    await bot.project();
    const [head] = everything(workspace);
    expect(JSON.stringify(head)).toContain('The week');
    expect(JSON.stringify(head)).toContain(`Asked for by <@${people.onCall}>`);
  });

  it('says that it could not compare where no history is kept, and nothing is called calm', async () => {
    const { workspace, digests, bot } = await open();
    await digests.send(morning);
    await bot.project();
    expect(JSON.stringify(everything(workspace))).toContain(
      '*Not compared with the week before:* no history is kept here',
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
