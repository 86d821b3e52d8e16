import { describe, expect, it } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { labTopology } from './lab.ts';

function problemsOf(text: string): string[] {
  try {
    parseTopology(text, 'net.yaml');
  } catch (error) {
    if (error instanceof NocturneError) return error.detail.problems as string[];
    throw error;
  }
  return [];
}

describe('the inventory', () => {
  it('reads devices, links and what is left out', () => {
    const { devices, links } = labTopology();
    expect(devices.map(({ name }) => name)).toEqual(['Router-A', 'Router-B', 'Switch-1', 'Switch-2', 'AP-1']);
    expect(devices[0]).toMatchObject({ platform: 'frr', management: { port: 22, hostKey: null } });
    expect(links[0]).toEqual({
      name: 'L1',
      a: { device: 'Router-A', interface: 'eth1' },
      b: { device: 'Router-B', interface: 'eth1' },
      capacityMbps: 1000,
    });
  });

  it('takes a device without platform and management as unknown', () => {
    const { devices } = parseTopology('devices: { r1: {} }');
    expect(devices[0]).toMatchObject({ platform: 'unknown', management: null, tags: [] });
  });

  it('adds an interface that only a link names', () => {
    const { devices } = parseTopology('devices: { r1: {}, r2: {} }\nlinks: { x: { a: "r1:Gi0/1", b: "r2:Gi0/2" } }');
    expect(Object.keys(devices[0]!.interfaces)).toEqual(['Gi0/1']);
  });

  it.each([
    ['TenGigabitEthernet1/1/1', 'Te1/1/1'],
    ['Te1/1/1', 'TenGigabitEthernet1/1/1'],
    ['et-0/0/0', 'et-0/0/0.0'],
    ['Ethernet3', 'Et3'],
    ['Port-channel10', 'Po10'],
  ])('takes %s of a device and %s of a link for one interface, by the name that the device has', (own, linked) => {
    const text = `devices: { r1: { interfaces: { ${own}: {} } }, r2: {} }\nlinks: { x: { a: "r1:${linked}", b: "r2:e1" } }`;
    const { devices, links } = parseTopology(text);
    expect([Object.keys(devices[0]!.interfaces), links[0]!.a.interface]).toEqual([[own], own]);
  });

  it('keeps both spellings where a device has both, and finds a port that two links end at in two spellings', () => {
    const both = 'r1: { interfaces: { Gi1: {}, GigabitEthernet1: {} } }, r2: {}';
    const one = parseTopology(`devices: { ${both} }\nlinks: { x: { a: "r1:Gi1", b: "r2:e1" } }`);
    expect([Object.keys(one.devices[0]!.interfaces), one.links[0]!.a.interface]).toEqual([
      ['Gi1', 'GigabitEthernet1'],
      'Gi1',
    ]);
    const devices = 'r1: { interfaces: { Ethernet1: {} } }, r2: {}, r3: {}';
    const links = 'x: { a: "r1:Et1", b: "r2:e1" }, y: { a: "r1:Ethernet1", b: "r3:e1" }';
    expect(problemsOf(`devices: { ${devices} }\nlinks: { ${links} }`)).toEqual([
      expect.stringContaining('r1:Ethernet1 is an end of x already'),
    ]);
  });

  it('names file, line and key of an unknown key', () => {
    expect(problemsOf('devices:\n  r1:\n    platform: frr\n    rolle: router\n')).toEqual([
      'net.yaml:4: devices.r1.rolle: is not a known key',
    ]);
  });

  it('reports all problems of links at once', () => {
    const text = 'devices: { r1: {}, r2: {} }\nlinks: { x: { a: "r1:e1", b: "r3:e1" }, y: { a: "r1:e1", b: "r1:e2" } }';
    expect(problemsOf(text)).toEqual([
      'net.yaml: links.x.b: there is no device r3',
      'net.yaml: links.y.a: r1:e1 is an end of x already',
      'net.yaml: links.y: both ends are on one device',
    ]);
  });

  it.each([
    ['a broken file', 'devices: ['],
    ['a key that stands twice', 'devices: { r1: {}, r1: {} }'],
    ['a device name with a space', 'devices: { "r 1": {} }'],
    ['a device name that begins with a dash', 'devices: { "-r1": {} }'],
    ['an interface with a line break', 'devices: { r1: { interfaces: { "e1\\n!": {} } } }'],
    ['a port out of range', 'devices: { r1: { management: { address: a, port: 70000 } } }'],
    ['a host key that is none', 'devices: { r1: { management: { address: a, hostKey: abc } } }'],
  ])('refuses %s', (_, text) => {
    const problems = problemsOf(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toMatch(/^net\.yaml:\d+: /);
  });

  it('keeps names as they are written, also where YAML reads numbers and other things', () => {
    const names = ['007', '1e3', '0x10', '1_000', '1.10', '1.1', '12', 'true', 'null', 'no', '1.0', '2026-11-29'];
    const { devices } = parseTopology(
      `devices:\n${names.map((name) => `  ${name}: {}`).join('\n')}\n  leaf1: {interfaces: {1.10: {description: a}, "1.1": {description: b}, 0x10: {}}}`,
    );
    expect(devices.map(({ name }) => name).sort()).toEqual([...names, 'leaf1'].sort());
    expect(Object.keys(devices.find(({ name }) => name === 'leaf1')!.interfaces)).toEqual(['1.10', '1.1', '0x10']);
  });

  it('names the line of a name that is there twice, however it is written', () => {
    expect(problemsOf('devices:\n  1.1: {}\n  "1.1": {}')).toEqual(['net.yaml:3: 1.1: is there twice']);
    expect(problemsOf('devices:\n  r1: {interfaces: {7: {}, "7": {}}}')).toEqual(['net.yaml:2: 7: is there twice']);
  });
});
