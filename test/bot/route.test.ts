import { describe, expect, it } from 'vitest';
import { checkMessage } from '../../src/bot/check-message.ts';
import { route } from '../../src/bot/commands/route.ts';
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
