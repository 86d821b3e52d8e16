import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../src/bot/check-message.ts';
import { route } from '../../src/bot/commands/route.ts';
import { spokenPictures } from '../../src/bot/pictures.ts';
import { readOffer, routeMessage, writeOffer } from '../../src/bot/views/route.ts';
import { recommend } from '../../src/routes/recommend.ts';
import { makeNetwork, now } from '../routes/made-routes.ts';

async function recommended(costs: Record<string, number> = { L1: 30 }) {
  const made = makeNetwork({ costs });
  return (await recommend(made, { from: 'Router-A', to: 'Router-B' }, made.known, now)).recommendation;
}

const ask = (args: string[], told: object | undefined) =>
  route.run({ args, person: {} as never, channel: 'C1' }, { routes: told && { recommend: async () => told } } as never);

describe('/noc route', () => {
  it('says what is recommended, with a button that asks for exactly that', async () => {
    const message = await ask(['Router-A', 'Router-B'], await recommended());
    expect(checkMessage(message as never)).toEqual([]);
    const said = JSON.stringify(message);
    expect(said).toContain('Expected gain: ');
    const value = /"value":"([^"]+)"/.exec(said)![1]!;
    expect(readOffer(value)).toEqual({ from: 'Router-A', to: 'Router-B', link: 'L1', cost: 18 });
  });

  it('has no button where it is to stay as it is', async () => {
    const message = routeMessage(await recommended({}));
    expect(checkMessage(message)).toEqual([]);
    expect(JSON.stringify(message)).not.toContain('button');
    expect(message.text).toContain('Recommended: stay.');
  });

  it('tells a problem as it is, and that nothing is known where no device can be asked', async () => {
    expect(await ask(['a', 'b'], { problem: 'No device a is in the inventory.' })).toEqual({
      text: 'No device a is in the inventory.',
    });
    expect(await ask(['a', 'b'], undefined)).toEqual({ text: 'Nothing is known of routes here.' });
    for (const args of [[], ['a'], ['a', 'b', 'c']]) expect(await ask(args, undefined)).toBe('usage');
  });
});

describe('/noc route --learning', () => {
  const metric = { name: 'round trip', better: 'lower', value: 0.9, baselines: { 'what was fastest before': 0.7 } };
  const detail = {
    ...{ kind: 'routing', subject: 'network', title: 'route learner', isInUse: false },
    card: { metrics: [metric, { ...metric, name: 'not measured here', value: null }] },
    change: { at: '', by: 'gate', id: 'x', reason: 'it does not beat every baseline' },
    losses: {
      name: 'ms',
      passes: 2,
      kept: 2,
      points: [
        { pass: 1, training: 9, later: 8 },
        { pass: 2, training: 8, later: 7 },
      ],
    },
    values: { label: 'A – B', ways: ['L1', 'L2'], states: [{ name: 'loads 0 0, 3 h', values: [-4, -9], tries: 3 }] },
  };
  const learning = (found: object | null, args = ['--learning']) =>
    route.run({ args, person: {} as never, channel: 'C1' }, {
      models: { detail: async () => found },
      pictures: spokenPictures,
      commandName: '/noc',
    } as never);

  it('says how good it is beside rules that need no training, why it is not in use, and draws curve and values', async () => {
    const message = await learning(detail);
    expect(checkMessage(message as never)).toEqual([]);
    const said = JSON.stringify(message);
    expect(said).toContain('not in use');
    expect(said).toContain('round trip 0.900 (what was fastest before 0.700)');
    expect(said).not.toContain('not measured here');
    expect(said).toContain('Why: it does not beat every baseline.');
    expect(said).toContain('moves no traffic');
    expect(said).toContain('loads 0 0, 3 h: L1 -4 ms, L2 -9 ms; takes L1.');
    expect((message as { blocks: unknown[] }).blocks).toHaveLength(3);
  });

  it('says how to let one learn where none has, and takes nothing behind it', async () => {
    for (const none of [null, { ...detail, card: null }])
      expect(await learning(none)).toEqual({
        text: 'No agent has learned routes yet: `/noc train routing` trains one.',
      });
    expect(await learning(detail, ['--learning', 'x', 'y'])).toBe('usage');
  });
});

describe('the value of its button', () => {
  it.each([
    { from: 'Router-A', to: 'Router-B', link: 'L1', cost: 18 },
    { from: 'a & b', to: 'größer', link: 'L 1=2', cost: 1 },
  ])('%j comes back as it was', (offer) => {
    expect(writeOffer(offer)).toMatch(/^[\x20-\x7e]+$/);
    expect(readOffer(writeOffer(offer))).toEqual(offer);
  });

  it.each(['', 'a', 'a&b&L1', 'a&b&L1&0', 'a&b&L1&-4', 'a&b&L1&1e3', 'a&b&L1&20&5', '%E0%A4%A&b&L1&5', '&b&L1&5'])(
    '%j is none',
    (value) => {
      expect(readOffer(value)).toBeUndefined();
    },
  );
});
