import { describe, expect, it } from 'vitest';
import { mapPayload } from './map-payload.ts';
import { families, payloads } from './payloads/index.ts';

describe.each(Object.entries(families))('what senders mean: %s', (_, family) => {
  it.each(family)('$name', (payload) => {
    const { bad, latest, unknown, lost } = mapPayload(payload);
    expect(bad).toEqual([]);
    expect(latest).toEqual([...payload.right].sort());
    expect(unknown).toEqual(payload.unknown ?? []);
    expect(lost).toMatchObject(payload.lost ?? {});
  });
});

describe('what senders mean', () => {
  it('is a sample, a part of one, or counted as lost', () => {
    const silent = payloads.filter((payload) => {
      const { samples, lostCount } = mapPayload(payload);
      return samples.length + lostCount === 0;
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('has a name of its own', () => {
    const names = payloads.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
