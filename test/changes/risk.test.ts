import { describe, expect, it } from 'vitest';
import { assessRisk } from '../../src/changes/risk.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { labText, labTopology } from '../network/lab.ts';

const topology = labTopology();
const device = (name: string) => ({ places: [{ device: name, interface: null }], link: null });

function link(name: string, within = topology) {
  const found = within.links.find((each) => each.name === name)!;
  return { places: [found.a, found.b], link: found };
}

describe('risk', () => {
  it('is low where nothing hangs behind', () => {
    expect(assessRisk({ topology, target: device('AP-1'), irreversible: false })).toMatchObject({
      risk: 'low',
      blastRadius: [],
    });
  });

  it('is medium on the core, and where something hangs behind', () => {
    expect(assessRisk({ topology, target: link('L1'), irreversible: false })).toMatchObject({
      risk: 'medium',
      blastRadius: [],
    });
    expect(assessRisk({ topology, target: device('Switch-1'), irreversible: false })).toMatchObject({
      risk: 'medium',
      reasons: ['behind it hangs AP-1'],
      blastRadius: ['AP-1'],
    });
  });

  it('is high without a way back', () => {
    expect(assessRisk({ topology, target: device('AP-1'), irreversible: true })).toMatchObject({ risk: 'high' });
  });

  it('is high where many hang behind', () => {
    const star = parseTopology(`devices: { core: { tags: [core] }, s: {}, a: {}, b: {} }
links: { x: { a: "core:1", b: "s:1" }, y: { a: "s:2", b: "a:1" }, z: { a: "s:3", b: "b:1" } }`);
    expect(assessRisk({ topology: star, target: link('x', star), irreversible: false })).toMatchObject({
      risk: 'high',
      blastRadius: ['s', 'a', 'b'],
    });
  });

  it('is high on a path of management', () => {
    const inBand = parseTopology(
      labText().replace('management: { address: 10.255.0.12 }', 'management: { address: 10.0.100.2 }'),
    );
    expect(assessRisk({ topology: inBand, target: link('L1', inBand), irreversible: false })).toMatchObject({
      risk: 'high',
      lockOut: ['Router-B'],
    });
  });
});
