import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keepaliveMessage, openMessage, updateMessage } from '../../../demo/lab/faults/bgp-messages.ts';
import { causeOfLabFault, placesOf } from '../../../demo/lab/faults/faults.ts';
import { loadLabSpec } from '../../../demo/lab/lab-spec.ts';
import { labelRows, scheduleFaults } from '../../../demo/lab/recording/lab-schedule.ts';
import { createBreaker } from '../../../demo/lab/stories/breaker.ts';
import { compareConfigurations, describeDifference } from '../../../demo/lab/stories/configurations.ts';
import { labStories } from '../../../demo/lab/stories/lab-stories.ts';
import { cutHeader, describeCut } from '../../../demo/lab/stories/play-cuts.ts';
import { describeStories } from '../../../demo/lab/stories/story-words.ts';

const spec = loadLabSpec();
const places = ['L1', 'Switch-1', 'Router-A'];

describe('the schedule of a recording', () => {
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
  const made = seeds.map((seed) => scheduleFaults(spec, { seed, minutes: 14, without: places }));

  it('has faults of every kind, one after the other, with time to recover, and none that the recording cuts off', () => {
    for (const { faults } of made) {
      expect(faults.length).toBeGreaterThanOrEqual(11);
      expect(new Set(faults.map(({ fault }) => fault.kind)).size).toBe(4);
      expect(faults[0]!.start).toBeGreaterThanOrEqual(60);
      for (const [i, { start, end }] of faults.entries()) {
        expect(end - start).toBeGreaterThanOrEqual(24);
        if (i > 0) expect(start - faults[i - 1]!.end).toBeGreaterThanOrEqual(24);
        expect(end).toBeLessThan(14 * 60 - 20);
      }
    }
  });

  it('makes none where a story has its fault, and draws the same from the same seed', () => {
    const hit = made.flatMap(({ faults }) => faults.map(({ fault }) => ('link' in fault ? fault.link : fault.device)));
    for (const place of places) expect(hit).not.toContain(place);
    expect(scheduleFaults(spec, { seed: 3, minutes: 14, without: places })).toEqual(made[2]);
    expect(made[3]).not.toEqual(made[2]);
  });

  it('drains a switch between two faults, and never during one', () => {
    const drains = made.flatMap(({ faults, ordinary }) =>
      ordinary.flatMap((one) => (one.kind === 'drain' ? [{ faults, from: one.at, to: one.at + one.seconds }] : [])),
    );
    expect(drains.length).toBeGreaterThanOrEqual(20);
    for (const { faults, from, to } of drains)
      expect(faults.some(({ start, end }) => from < end && to > start)).toBe(false);
  });

  it('labels a fault from its beginning until telemetry tells of it no more, at every place of it', () => {
    const rows = labelRows(spec, [
      { fault: { kind: 'loss', link: 'L2', pct: 20 }, from: 10_400, to: 40_300 },
      { fault: { kind: 'hog', device: 'AP-3' }, from: 70_000, to: 90_000 },
    ]);
    expect(rows.split('\n')).toEqual([
      'start,end,device,interface,cause',
      '10000,45000,Router-A,eth2,packet_loss',
      '10000,45000,Switch-1,eth1,packet_loss',
      '70000,97000,AP-3,,cpu_overload',
      '',
    ]);
  });

  it('knows the places of the stories, and none that is not there', () => {
    for (const { fault } of labStories) expect(placesOf(spec, fault).length).toBe('link' in fault ? 2 : 1);
    expect(new Set(labStories.map(({ fault }) => causeOfLabFault[fault.kind])).size).toBe(4);
    expect(() => placesOf(spec, { kind: 'loss', link: 'L99', pct: 1 })).toThrow('There is no link L99');
  });
});

describe('a BGP neighbour that floods', () => {
  const parts = (message: Buffer) => ({
    length: message.readUInt16BE(16),
    type: message[18],
    body: message.subarray(19),
  });

  it('opens with its system and its id, and says that it is alive', () => {
    const { length, type, body } = parts(openMessage(65_001, '10.1.0.10'));
    expect([length, type, body.length]).toEqual([29, 1, 10]);
    expect([...body]).toEqual([4, 0xfd, 0xe9, 0, 180, 10, 1, 0, 10, 0]);
    expect([...keepaliveMessage()].slice(16)).toEqual([0, 19, 4]);
  });

  it('announces a prefix for each number, with communities that no other one has', () => {
    const updates = [0, 1, 256, 60_000, 60_001].map((number) =>
      updateMessage({ as: 65_001, nextHop: '10.1.0.10', number, communities: 110 }),
    );
    for (const update of updates) {
      const { length, type, body } = parts(update);
      expect([length, type]).toEqual([update.length, 2]);
      expect(length).toBeLessThanOrEqual(4096);
      const attributes = body.readUInt16BE(2);
      expect(body.length).toBe(4 + attributes + 5);
      // The attribute of communities has a length of two bytes, and ends the attributes.
      expect(body.readUInt16BE(4 + attributes - 440 - 2)).toBe(440);
    }
    const prefixes = updates.map((update) => update.subarray(-5).join('.'));
    expect(prefixes).toEqual([
      '32.100.64.0.0',
      '32.100.64.0.1',
      '32.100.64.1.0',
      '32.100.64.234.96',
      '32.100.64.234.97',
    ]);
    const communities = updates.map((update) => update.subarray(-5 - 440, -5).toString('hex'));
    expect(new Set(communities).size).toBe(updates.length);
  });
});

describe('configurations', () => {
  const text = (cost: number, extra = '') =>
    `Building configuration...\n\nCurrent configuration:\n!\nfrr version 8.4.4\ninterface eth1\n ip ospf cost ${cost}\nexit\n!\ninterface eth2\n ip ospf cost 10\nexit\n${extra}end\n`;

  it('tells which lines went and came, in which block of which device', () => {
    const difference = compareConfigurations({ A: text(10), B: text(10) }, { A: text(1000), B: text(10) });
    expect(difference).toEqual({ A: ['- interface eth1: ip ospf cost 10', '+ interface eth1: ip ospf cost 1000'] });
    expect(describeDifference(difference)).toBe(
      'A: - interface eth1: ip ospf cost 10, + interface eth1: ip ospf cost 1000',
    );
  });

  it('never takes one that could not be read for the same', () => {
    expect(compareConfigurations({ A: text(10) }, { A: null })).toEqual({ A: ['not readable'] });
    expect(describeDifference(compareConfigurations({ A: text(10) }, { A: text(10) }))).toBe('as before');
    const drained = text(10, 'router ospf\n max-metric router-lsa administrative\nexit\n');
    expect(compareConfigurations({ A: text(10) }, { A: drained }).A).toEqual([
      '+ router ospf',
      '+ router ospf: max-metric router-lsa administrative',
    ]);
  });
});

describe('a way to the devices that breaks', () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  /** An end that says `heard <text>` to each piece. */
  async function device(address: string) {
    const heard: string[] = [];
    const server = createServer((socket) => {
      socket.on('data', (piece) => {
        heard.push(String(piece));
        socket.write(`heard ${piece}`);
      });
      socket.on('error', () => undefined);
    }).listen(0, address);
    await once(server, 'listening');
    closers.push(() => server.close());
    return { heard, port: (server.address() as AddressInfo).port };
  }

  async function throughBreaker() {
    const { heard, port } = await device('127.0.0.1');
    const breaker = await createBreaker(new Map([['A', '127.0.0.1']]), port);
    closers.push(breaker.close);
    const inventory = breaker.reroute('devices: {A: {management: {address: 10.0.0.1, port: 22, hostKey: k}}}');
    const [, own] = /port: (\d+)/.exec(inventory)!;
    const open = async () => {
      const socket = connect(Number(own), '127.0.0.1');
      await once(socket, 'connect');
      socket.on('error', () => undefined);
      closers.push(() => socket.destroy());
      const ask = async (text: string) => {
        socket.write(text);
        return Promise.race([once(socket, 'data').then(String), once(socket, 'close').then(() => 'closed')]);
      };
      return { ask };
    };
    return { heard, breaker, open, inventory };
  }

  it('keeps the host key in the inventory, passes everything on, and counts', async () => {
    const { breaker, open, inventory } = await throughBreaker();
    expect(inventory).toContain('hostKey: k');
    breaker.arm(null);
    const { ask } = await open();
    expect(await ask('a')).toBe('heard a');
    expect(await ask('b')).toBe('heard b');
    expect(breaker.seen()).toEqual([{ device: 'A', pieces: 2 }]);
    expect(breaker.done).toBe(false);
  });

  it('cuts the connection that is meant once, after the device got the piece, and no other', async () => {
    const { breaker, open, heard } = await throughBreaker();
    breaker.arm({ connection: 1, pieces: 2 });
    const [first, second] = [await open(), await open()];
    expect(await first.ask('a')).toBe('heard a');
    expect(await first.ask('b')).toBe('heard b');
    await second.ask('c');
    second.ask('d');
    await vi.waitFor(() => expect(breaker.done).toBe(true));
    expect(heard).toContain('d');
    expect(await first.ask('e')).toBe('heard e');
    expect(await (await open()).ask('f')).toBe('heard f');
  });

  it('does something else where that was asked for', async () => {
    const { breaker, open } = await throughBreaker();
    const acted: string[] = [];
    breaker.arm({ connection: 0, pieces: 1, act: (name) => acted.push(name) });
    expect(await (await open()).ask('a')).toBe('heard a');
    expect(acted).toEqual(['A']);
  });
});

describe('reports', () => {
  const story = {
    ...{
      story: 'latency',
      incident: 'INC-1',
      verdict: 'latency_spike at Router-A eth1 (0.98)',
      detected: 4.3,
      plan: 8,
    },
    ...{ lines: 9, recovered: 11.2, ended: 16, state: 'verified', followUp: null, others: [], difference: {} },
  };

  it('say what was not seen as such, and how the devices differ', () => {
    const missed = {
      ...story,
      verdict: null,
      detected: null,
      plan: null,
      lines: null,
      recovered: null,
      ended: null,
      state: null,
    };
    const followed = {
      ...story,
      followUp: { state: 'verified', ended: 80 },
      others: ['unknown at B (0.10)'],
      difference: { A: ['+ x'] },
    };
    const [, , ...rows] = describeStories([story, missed, followed]).trim().split('\n');
    expect(rows).toEqual([
      '| latency | latency_spike at Router-A eth1 (0.98) | 4.3 | 8.0 | 9.0 | 11.2 | 16.0 | verified | - | as before |',
      '| latency | - | - | - | - | - | - | no plan | - | as before |',
      '| latency | latency_spike at Router-A eth1 (0.98) | 4.3 | 8.0 | 9.0 | 11.2 | 16.0 | verified; taken back: verified | unknown at B (0.10) | A: + x |',
    ]);
    const cut = {
      what: 'a cut',
      happened: true,
      states: ['unknown', 'rolled-back'],
      seconds: 66,
      configuration: 'as before',
    };
    expect(cutHeader.split('\n')).toHaveLength(3);
    expect(describeCut(cut)).toBe('| a cut | unknown, then rolled-back | 66.0 | as before |\n');
    expect(describeCut({ ...cut, happened: false, states: [], seconds: null })).toBe(
      '| a cut (it did not come to that) | without an end | - | as before |\n',
    );
  });
});
