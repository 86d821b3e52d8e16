import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { useStore } from './open-test-store.ts';

const store = useStore();
const entry = (action: string) => ({
  at: 1,
  actor: 'U1',
  action,
  subject: 'plan-1',
  detail: { ratio: 0.1, big: 1e21, text: 'é \u0000', missing: undefined, deep: { z: 1, a: [null] } },
});

/** What somebody with the rights of the owner could do. */
async function tamper(sql: string): Promise<void> {
  await store().pool.query(`ALTER TABLE nocturne.audit DISABLE TRIGGER ALL; ${sql};
    ALTER TABLE nocturne.audit ENABLE TRIGGER ALL`);
}

test('entries form one chain, however many are appended at once, inside transactions and outside', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, i) => store().audit.append(entry(`alone ${i}`))));
  await store().transaction(async (tables) => {
    await tables.audit.append(entry('first inside'));
    await tables.audit.append({ ...entry('second inside'), subject: 'plan-2' });
  });
  const entries = await store().audit.list();
  expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  for (const [i, { hash, ...unsigned }] of entries.entries()) {
    expect(unsigned.previousHash).toBe(entries[i - 1]?.hash ?? '0'.repeat(64));
    expect(hash).toBe(createHash('sha256').update(canonicalJson(unsigned)).digest('hex'));
  }
  expect((await store().audit.list({ subject: 'plan-2' })).map(({ action }) => action)).toEqual(['second inside']);
  expect(await store().audit.verify()).toEqual({ ok: true, entries: 12, brokenAt: null, missing: null });
});

test('refuses to change, delete or empty what was written', async () => {
  for (const sql of [
    `UPDATE nocturne.audit SET actor = 'U2' WHERE seq = 3`,
    'DELETE FROM nocturne.audit WHERE seq = 12',
    'TRUNCATE nocturne.audit',
  ])
    await expect(store().pool.query(sql)).rejects.toThrow('append-only');
  expect(await store().audit.verify()).toMatchObject({ ok: true });
});

test('finds a changed entry', async () => {
  await tamper(`UPDATE nocturne.audit SET detail = jsonb_set(detail, '{ratio}', '0.2') WHERE seq = 4`);
  expect(await store().audit.verify()).toEqual({ ok: false, entries: 3, brokenAt: 4, missing: null });
  await tamper(`UPDATE nocturne.audit SET detail = jsonb_set(detail, '{ratio}', '0.1') WHERE seq = 4`);
  expect(await store().audit.verify()).toMatchObject({ ok: true });
});

test('finds a removed entry', async () => {
  await tamper('DELETE FROM nocturne.audit WHERE seq = 6');
  const missing = { from: 6, to: 6 };
  expect(await store().audit.verify()).toEqual({ ok: false, entries: 5, brokenAt: 7, missing });
});
