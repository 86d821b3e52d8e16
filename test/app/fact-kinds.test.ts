import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { factKinds } from '../../src/app/fact-kinds.ts';
import { createFactDamage } from '../../src/store/fact-damage.ts';
import { createFacts } from '../../src/store/facts.ts';
import { type FactEnd, factEnds } from '../../src/store/retention.ts';
import { anyFact, examplePlan, silentLog, useStore } from '../store/open-test-store.ts';
import { factExamples } from './fact-examples.ts';

const store = useStore();
const src = new URL('../../src/', import.meta.url).pathname;

/** The fact table alone, whose counts begin anew with each. */
function openFacts() {
  const told: object[] = [];
  const log = { ...silentLog, error: (about: object) => void told.push(about) };
  const damage = createFactDamage(log as never);
  return { facts: createFacts((text, values) => store().pool.query(text, values), damage), damage, told };
}

beforeEach(async () => {
  await store().pool.query('TRUNCATE nocturne.fact');
});

describe('the list of kinds of facts', () => {
  const names = factKinds.map(({ name }) => name);

  it('holds every kind that a room defines, under a name of its own', () => {
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const text = files.map((file) => readFileSync(join(src, file), 'utf8')).join('\n');
    const defined = [...text.matchAll(/= defineFact\(|: defineFact\(/g)].length;
    expect(names).toHaveLength(defined);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has the same kinds as the list of how long facts are kept, and as the examples of this test', () => {
    expect(Object.keys(factEnds).sort()).toEqual([...names].sort());
    expect(Object.keys(factExamples).sort()).toEqual([...names].sort());
  });
});

describe.each(factKinds.map((kind) => [kind.name, kind] as const))('the fact %s', (name, kind) => {
  const { id, value, otherIds = [], former = [], damaged } = factExamples[name]!;

  it('comes back as it was put, one by one and in a list', async () => {
    const { facts, damage } = openFacts();
    await facts.put(kind, id, value);
    expect(await facts.get(kind, id)).toEqual(value);
    expect(await facts.list(kind)).toEqual([{ id, value }]);
    await facts.remove(kind, id);
    expect(await facts.get(kind, id)).toBeUndefined();
    expect(damage.read()).toEqual({});
  });

  it('is read when an earlier release wrote it, or a later one that knows more', async () => {
    const { facts, damage } = openFacts();
    const later =
      typeof value === 'object' && !Array.isArray(value) && name !== 'usual' ? [{ ...value, later: 1 }] : [];
    for (const { stored, read } of [...former, ...later.map((stored) => ({ stored, read: value }))]) {
      await facts.put(anyFact(name), id, stored);
      expect(await facts.get(kind, id)).toEqual(read);
    }
    expect(damage.read()).toEqual({});
  });

  it('is counted and told when it is damaged, and is neither taken for another value nor a crash', async () => {
    for (const stored of damaged) {
      const { facts, damage, told } = openFacts();
      await facts.put(anyFact(name), id, stored);
      const asked = facts.get(kind, id);
      if (kind.whenDamaged === 'leave-out') expect(await asked).toBeUndefined();
      else await expect(asked).rejects.toMatchObject({ code: 'fact-damaged', retryable: false });
      expect(await facts.list(kind)).toEqual([]);
      expect(damage.read()).toEqual({ [name]: 1 });
      expect(told).toEqual([{ kind: name, id, why: expect.stringMatching(/./) }]);
    }
  });

  it('does not hide the others when one of them is damaged', async () => {
    const { facts } = openFacts();
    await facts.put(kind, id, value);
    const other = name === 'freeze' || name === 'write-check' ? 'other' : `${id}0`;
    await facts.put(anyFact(name), other, damaged[0]);
    expect(await facts.list(kind)).toEqual([{ id, value }]);
  });

  it.each(otherIds)('has no id such as %j', async (other) => {
    const { facts, damage } = openFacts();
    await facts.put(anyFact(name), other, value);
    expect(await facts.list(kind)).toEqual([]);
    expect(damage.read()).toEqual({ [name]: 1 });
  });
});

describe('how long a fact is kept', () => {
  const now = Date.UTC(2026, 10, 28);
  const old = now - 400 * 86_400_000;
  const day = { inboxDays: 1, eventsDays: 1, checkpointsDays: 1, outputsDays: 1, configsDays: 1, incidentsDays: 365 };
  const plan = examplePlan('plan-old');

  /** A fact of a kind that belongs to this plan, or has this time. */
  function fill(end: FactEnd, { id, value }: { id: string; value: unknown }, at: number): [string, unknown] {
    if ('with' in end)
      return end.with === 'value' ? [id, plan.id] : [end.with === 'id' ? plan.id : `x:${plan.id}:y`, value];
    return [id, 'after' in end ? { ...(value as object), [end.after]: at } : value];
  }

  it.each(Object.entries(factEnds))('%s: %j', async (name, end) => {
    await store().pool.query('TRUNCATE nocturne.fact, nocturne.incident, nocturne.plan CASCADE');
    const resolved = { id: 'INC-old', state: 'resolved', openedAt: 1, resolvedAt: old };
    await store().incidents.insert(resolved as never);
    await store().plans.insert({ ...plan, state: 'verified', content: { ...plan.content, incidentId: 'INC-old' } });
    const [id, value] = fill(end, factExamples[name]!, old);
    await store().facts.put(anyFact(name), id, value);
    await store().prune({ days: day, followers: [], now });
    const { rowCount } = await store().pool.query('SELECT FROM nocturne.fact');
    expect(rowCount).toBe('by' in end ? 1 : 0);
  });
});
