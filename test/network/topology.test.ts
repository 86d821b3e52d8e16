import { describe, expect, it } from 'vitest';
import { parseTopology } from '../../src/network/inventory.ts';
import { blastRadius, managedThrough, managementPath } from '../../src/network/topology.ts';
import { labTopology } from './lab.ts';

const lab = labTopology();

describe('the topology', () => {
  it('knows what hangs behind a link and a device', () => {
    expect(blastRadius(lab, { link: 'L1' })).toEqual([]);
    expect(blastRadius(lab, { link: 'L7' })).toEqual(['AP-1']);
    expect(blastRadius(lab, { device: 'Switch-1' })).toEqual(['AP-1']);
    expect(blastRadius(lab, { device: 'AP-1' })).toEqual([]);
  });

  it('counts what is cut from the core, even when that is more', () => {
    const text = `devices: { core: { tags: [core] }, d: {}, e: {}, f: {} }
links: { x: { a: "core:1", b: "d:1" }, y: { a: "d:2", b: "e:1" }, z: { a: "d:3", b: "f:1" } }`;
    expect(blastRadius(parseTopology(text), { link: 'x' })).toEqual(['d', 'e', 'f']);
  });

  it('does not count devices that nothing connected before', () => {
    const text = 'devices: { a: {}, b: {}, alone: {} }\nlinks: { x: { a: "a:1", b: "b:1" } }';
    expect(blastRadius(parseTopology(text), { link: 'x' })).toEqual(['b']);
  });

  it('tells an address of its own network from one on a link', () => {
    expect(managementPath(lab, 'Router-A')).toEqual({ kind: 'out-of-band' });
    const inBand = parseTopology(`devices:
  r1: { management: { address: 10.0.0.1 }, interfaces: { e1: { address: 10.0.0.1/30 } } }
  r2: { management: { address: 10.9.9.9 }, interfaces: { lo: { address: 10.9.9.9/32 }, e1: {} } }
  r3: {}
links: { x: { a: "r1:e1", b: "r2:e1" } }`);
    expect(managementPath(inBand, 'r1')).toMatchObject({ kind: 'in-band' });
    expect(managementPath(inBand, 'r3')).toEqual({ kind: 'unknown' });
    expect(managedThrough(inBand, [{ device: 'r1', interface: 'e1' }])).toEqual(['r1', 'r2']);
    expect(managedThrough(inBand, [{ device: 'r2', interface: null }])).toEqual(['r1', 'r2']);
    expect(managedThrough(lab, [{ device: 'Router-A', interface: 'eth1' }])).toEqual([]);
  });
});
