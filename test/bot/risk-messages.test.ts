import { afterEach, describe, expect, it } from 'vitest';
import { slots } from '../../src/bot/slots.ts';
import type { Risk } from '../../src/domain/risk.ts';
import { riskFact } from '../../src/risks/risk-facts.ts';
import { createRisks } from '../../src/risks/risks.ts';
import type { Store } from '../../src/store/store.ts';
import { people } from '../demo/slack/small-workspace.ts';
import { madeHistory, riskOf } from '../risks/made-risks.ts';
import { createMemoryStore } from './memory-store.ts';
import { createSlackWorld, everything, keysOf, noc } from './slack-world.ts';
import { png } from './world.ts';

const world = createSlackWorld();
afterEach(world.close);

const risk = riskOf('RISK-1');
let told = 0;
async function keep(store: Store, change: Partial<Risk> = {}): Promise<void> {
  await store.facts.put(riskFact, risk.id, { ...risk, ...change });
  await store.outbox.append(`risk-${++told}`, { type: 'risk.changed', riskId: risk.id }, told);
}

async function open() {
  const [workspace, store] = [await world.open(), createMemoryStore()];
  const drawn: unknown[] = [];
  const draw = async (_name: string, input: object) => {
    drawn.push(input);
    return { png, altText: 'what it shows' };
  };
  const history = madeHistory([risk.place], (_place, _metric, at) => 71 - (risk.seenAt - at) / 120_000);
  const bot = await world.startBot(workspace, store, { charts: { draw } as never, history });
  await keep(store);
  await bot.project();
  return { workspace, store, bot, drawn };
}

describe('a risk in Slack', () => {
  it('is one message with its picture, reasons, record and buttons, and edited until it is over', async () => {
    const { workspace, store, bot, drawn } = await open();
    expect(keysOf(workspace)).toEqual([slots.risk('RISK-1')]);
    const before = JSON.stringify(everything(workspace));
    expect(before).toContain('Memory of Switch-2 reaches 90 % in about 40 min (between 30 min and 55 min)');
    expect(before).toContain('now 71 %, rising by 30 points an hour over the last 2 h; at <!date^');
    expect(before).toContain('No warning like this has ended in the last 30 days.');
    expect([before.includes('I watch it'), before.includes('Snooze 1 h'), before.includes('"image"')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(drawn).toHaveLength(1);
    expect(drawn[0]).toMatchObject({
      metric: 'memory_pct',
      label: 'Switch-2',
      now: risk.seenAt,
      issued: [],
      // Where the fastest and the slowest way are at that moment.
      next: { at: risk.expectedAt, median: 90, upper: 71 + (19 * 38) / 30, lower: 71 + (19 * 38) / 55 },
    });
    const { points } = drawn[0] as { points: unknown[] };
    expect(points.length).toBe(36);

    await keep(store, { end: { at: risk.expectedAt, how: 'happened' }, level: 90.5 });
    await bot.project();
    const after = JSON.stringify(everything(workspace));
    expect(keysOf(workspace)).toEqual([slots.risk('RISK-1')]);
    expect(after).toContain('It happened: 90 % was passed by <!date^');
    expect(after).not.toContain('Snooze');
    expect(after).toContain('"image"');
    expect(drawn).toHaveLength(1);
  });

  it('says who watches it, and says in its thread when a snooze is over and it stands', async () => {
    const { workspace, store, bot } = await open();
    let now = risk.seenAt;
    const risks = createRisks({ store, clock: () => now });
    await risks.watch('RISK-1', people.onCall);
    await risks.snooze('RISK-1', people.onCall, now + 1000);
    await bot.project();
    expect(JSON.stringify(everything(workspace))).toContain(`<@${people.onCall}> watches it`);
    now += 1000;
    await risks.wake();
    await bot.project();
    expect(keysOf(workspace)).toEqual([slots.risk('RISK-1'), slots.riskWoke('RISK-1', now)]);
    const [head] = everything(workspace);
    const thread = workspace.control.history({ user: people.onCall, channel: noc, thread_ts: head!.ts });
    expect(JSON.stringify(thread[1])).toContain(`The snooze of <@${people.onCall}> is over: Memory of Switch-2`);
  });

  it('says nothing of a snooze when the risk is over by then', async () => {
    const { workspace, store, bot } = await open();
    const risks = createRisks({ store, clock: () => risk.seenAt });
    await risks.snooze('RISK-1', people.onCall, risk.seenAt - 1);
    await risks.wake();
    await keep(store, { end: { at: risk.seenAt, how: 'did-not' } });
    await bot.project();
    expect(keysOf(workspace)).toEqual([slots.risk('RISK-1')]);
  });

  it('takes names as text', async () => {
    const { workspace, store, bot } = await open();
    await keep(store, { place: { device: '<!channel> *x*', interface: null } });
    await bot.project();
    expect(JSON.stringify(everything(workspace))).not.toContain('<!channel>');
  });
});
