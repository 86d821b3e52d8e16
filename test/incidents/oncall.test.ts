import { describe, expect, it } from 'vitest';
import { oncallSchema, shiftAt, shiftFor } from '../../src/incidents/oncall.ts';
import { topology } from '../bot/world.ts';

const rotation = { users: ['U1', 'U2', 'U3'], start: '2026-11-02T09:00:00+01:00', shiftHours: 24 };
const start = Date.UTC(2026, 10, 2, 8);
const hour = 3_600_000;
const place = { device: 'Router-A', interface: null };

describe('a rotation', () => {
  it('hands over at the end of each shift and begins anew', () => {
    expect(shiftAt(rotation, start)).toEqual({
      site: null,
      order: ['U1', 'U2', 'U3'],
      since: start,
      until: start + 24 * hour,
    });
    expect(shiftAt(rotation, start + 24 * hour - 1).order[0]).toBe('U1');
    expect(shiftAt(rotation, start + 24 * hour).order).toEqual(['U2', 'U3', 'U1']);
    expect(shiftAt(rotation, start + 72 * hour).order[0]).toBe('U1');
  });

  it('runs backwards before its start', () => {
    expect(shiftAt(rotation, start - 1).order[0]).toBe('U3');
  });
});

describe('who answers for a place', () => {
  const own = { ...rotation, users: ['U9'], site: 'lab' };

  it('is the rotation of its site, otherwise the one without a site, otherwise nobody', () => {
    const both = oncallSchema.parse({ rotations: [rotation, own] });
    expect(shiftFor(both, topology, place, start)?.order).toEqual(['U9']);
    expect(shiftFor(both, topology, { ...place, device: 'Elsewhere' }, start)?.order[0]).toBe('U1');
    expect(shiftFor(oncallSchema.parse({}), topology, place, start)).toBeNull();
    const other = oncallSchema.parse({ rotations: [{ ...own, site: 'hq' }] });
    expect(shiftFor(other, topology, place, start)).toBeNull();
  });
});

describe('the configuration', () => {
  it.each([
    ['an unknown key', { rotations: [{ ...rotation, lenght: 1 }] }],
    ['nobody', { rotations: [{ ...rotation, users: [] }] }],
    ['a start without its offset', { rotations: [{ ...rotation, start: '2026-11-02T09:00:00' }] }],
    ['two rotations of one site', { rotations: [rotation, rotation] }],
    ['no time', { takeWithinMinutes: 0 }],
  ])('refuses %s', (_name, config) => {
    expect(oncallSchema.safeParse(config).success).toBe(false);
  });
});
