import { describe, expect, it } from 'vitest';
import { noHistory } from '../../src/domain/history-reader.ts';
import { recommend } from '../../src/routes/recommend.ts';
import { describeRoute } from '../../src/routes/route-words.ts';
import { findPair } from '../../src/routes/routes.ts';
import { labTopology } from '../network/lab.ts';
import { type MadeNetwork, makeNetwork, now, unrest } from './made-routes.ts';

const pair = { from: 'Router-A', to: 'Router-B' };

/** L1 was left with a high cost, so the traffic takes L2 and L3 and 12 ms instead of 4. */
const detour = {
  costs: { L1: 30 },
  links: { L1: { mbps: 0 }, L2: { ms: (at: number) => 6 + 3 * unrest(at * 11) } },
} satisfies MadeNetwork;

async function ask(network: MadeNetwork, asked = pair) {
  const made = makeNetwork(network);
  const { recommendation } = await recommend(made, asked, made.known, now);
  const { title, lines } = describeRoute(recommendation);
  return { told: recommendation, said: [title, ...lines].join('\n') };
}

const withoutLinks = (...names: string[]) => {
  const topology = labTopology();
  return { ...topology, links: topology.links.filter(({ name }) => !names.includes(name)) };
};

describe('a recommendation', () => {
  it('names the faster way, the change that brings it, what the past says it gains, who judges, and what moves', async () => {
    const { told, said } = await ask(detour);
    expect(told).toMatchObject({ verdict: 'change', change: { link: 'L1', cost: 18, costsNow: [30, 30] } });
    expect(told.now).toMatchObject({ links: ['L2', 'L3'], shared: false });
    expect(told.change!.way.links).toEqual(['L1']);
    expect(told.gain!.low).toBeGreaterThan(7.5);
    expect(told.gain!.high).toBeLessThan(8.5);
    expect(told.gain!.low).toBeLessThanOrEqual(told.gain!.median);
    expect(said).toMatch(/^Now: over L2, L3; 12\.?\d* ms there and back; the fullest link is L[23] with 10 %\.$/m);
    expect(said).toMatch(
      /^Recommended: over L1; .* For that the OSPF cost of L1 becomes 18 at both ends; it is 30 now\.$/m,
    );
    expect(said).toMatch(
      /^Expected gain: [\d.]+ ms \(6\d % of the latency now\), between 7\.\d+ and 8\.\d+ ms in eight of ten of the \d+ earlier decisions like this one\.$/m,
    );
    expect(said).toMatch(/^Moves \d+ Mbit\/s to L1, which then carries \d+ %\.$/m);
    expect(said).toMatch(
      /^Judged by last slice, the simplest of the best on the past; it would change this route .* a week\.$/m,
    );
  });

  it('stays where no other way was faster, and where it was so only now and then', async () => {
    expect((await ask({})).said).toContain('Recommended: stay. By what the past says, no other way is better.');
    // Worse for one hour of three than the way over Switch-1, and nobody knows when.
    const hourly = (at: number) => (Math.floor(at / 3_600_000) % 3 === 0 ? 13 : 11) + unrest(at);
    const { told, said } = await ask({ costs: { L1: 30 }, links: { L1: { ms: hourly } } });
    expect(told.gain === null || told.gain.low <= told.gain.high).toBe(true);
    expect(told.verdict === 'stay' || told.gain!.low > 0, said).toBe(true);
  });

  it('stays where the interval of what it would gain includes nothing', async () => {
    // Faster by 8 ms in most quarters of an hour and slower by 8 in some, at random to everybody who judges.
    const blocks = (at: number) => ((Math.floor(at / 900_000) * 7919) % 10 < 3 ? 20 : 4);
    const { told, said } = await ask({ ...detour, links: { L1: { mbps: 0, ms: blocks } }, hours: 48 });
    expect(told.verdict).toBe('stay');
    expect(told.change).toBeNull();
    expect(said).toMatch(
      /Recommended: stay\. (Another way looks better, but what it would gain may be nothing|By what the past says)/,
    );
  });

  it('refuses by name what would congest a link, whatever it would gain', async () => {
    const full = { L2: { mbps: 950 }, L3: { mbps: 950 } };
    const { told, said } = await ask({ ...detour, links: { ...detour.links, ...full } });
    expect(told.verdict).toBe('stay');
    expect(said).toMatch(/^The way over L1 is refused: it would fill L1 to 9\d %\.$/m);
  });

  it('says that loads are not measured, and recommends all the same', async () => {
    const dark = Object.fromEntries(['L1', 'L2', 'L3', 'L4', 'L5', 'L7'].map((link) => [link, { mbps: null }]));
    const { told, said } = await ask({ ...detour, links: dark });
    expect(told.verdict).toBe('change');
    expect(said).toContain('its load is not known in full');
    expect(said).toMatch(/The load of L1, .* is not measured/);
  });

  it('recommends nothing where a cost that decides could not be read, and names it', async () => {
    const readings = { 'Switch-2 eth1': { state: 'unread', why: 'Switch-2 did not answer in time' } } as const;
    const { told, said } = await ask({ ...detour, readings });
    expect(told).toMatchObject({ verdict: 'unknown', change: null });
    expect(said).toContain('Nothing is recommended. The way depends on the OSPF cost of L4, which could not be read.');
    expect(said).toContain('Not known: the OSPF cost of L4 at Switch-2 eth1 (Switch-2 did not answer in time).');
  });

  it('names a cost that decides nothing, and recommends all the same', async () => {
    const readings = {
      'AP-1 eth1': { state: 'unread', why: 'AP-1 is not in the inventory or has no supported platform' },
    } as const;
    const { told, said } = await ask({ ...detour, readings });
    expect(told.verdict).toBe('change');
    expect(said).toContain('Not known: the OSPF cost of L7 at AP-1 eth1');
  });

  it('takes a link without an OSPF neighbour for none, whatever the other end says', async () => {
    const readings = {
      'Router-A eth1': { state: 'none', why: 'it has no OSPF neighbour' },
      'Router-B eth1': { state: 'unread', why: 'no answer' },
    } as const;
    const { told, said } = await ask({ ...detour, readings });
    expect(told.verdict).toBe('stay');
    expect(said).toContain('OSPF does not use L1: Router-A eth1, it has no OSPF neighbour.');
  });

  it('says that there is no way', async () => {
    const { said } = await ask({ topology: withoutLinks('L1', 'L2', 'L4') });
    expect(said).toContain('Nothing is recommended. OSPF has no way between Router-A and Router-B.');
  });

  it('has nothing to change where one link is all there is', async () => {
    const { told, said } = await ask({ topology: withoutLinks('L2', 'L3', 'L4', 'L5', 'L7') });
    expect(told.verdict).toBe('stay');
    expect(said).toContain('No change of one cost brings another way');
  });

  it('tells that ways of equal cost share the traffic now, and recommends none that would', async () => {
    const { told, said } = await ask({ costs: { L1: 20 }, links: { L1: { ms: () => 4 } } });
    expect(told.now).toMatchObject({ shared: true });
    expect(told.now!.links.sort()).toEqual(['L1', 'L2', 'L3']);
    expect(said).toContain('shared among ways of equal cost');
    expect(told).toMatchObject({ verdict: 'change', change: { link: 'L1', way: { links: ['L1'], shared: false } } });
  });

  it('does not decide without a past', async () => {
    expect((await ask({ ...detour, hours: 0 })).said).toMatch(
      /The past holds 0 spans of 5 minutes .*, and 16 are needed/,
    );
    expect((await ask({ ...detour, hours: 1 })).said).toMatch(/The past holds 1[12] spans of 5 minutes/);
    const made = { ...makeNetwork(detour), history: noHistory };
    const { recommendation } = await recommend(made, pair, made.known, now);
    expect(recommendation).toMatchObject({
      verdict: 'stay',
      reason: "The past can't be asked: no history is kept here",
    });
  });
});

describe('the pair', () => {
  it.each([
    [{ from: 'router-a', to: 'Router-B' }, pair],
    [
      { from: 'Ruoter-A', to: 'Router-B' },
      { problem: 'No device Ruoter-A is in the inventory. Did you mean Router-A?' },
    ],
    [{ from: 'Router-A', to: 'elsewhere-99' }, { problem: 'No device elsewhere-99 is in the inventory.' }],
    [{ from: 'Router-A', to: 'ROUTER-A' }, { problem: 'Router-A needs no route to itself.' }],
  ])('%j is %j', (asked, found) => {
    expect(findPair(labTopology(), asked)).toEqual(found);
  });
});
