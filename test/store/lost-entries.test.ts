import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';
import { copyDatabase } from './copy-database.ts';
import { cacheDir, openFreshStore, silentLog } from './shared-database.ts';

const root = mkdtempSync(join(tmpdir(), 'nocturne-audit-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const folder = (name: string) => join(root, name);
const open = (name: string) =>
  openStore({
    ...{ dataDir: join(folder(name), 'database'), witness: join(folder(name), 'database.json') },
    ...{ cacheDir, log: silentLog, clock: () => 0 },
  });
const append = async (store: OpenStore, entries: number, what = 'do') => {
  for (let i = 0; i < entries; i++)
    await store.audit.append({ at: 1, actor: 'U1', action: `${what} ${i}`, subject: 'plan-1', detail: {} });
};
const tamper = (store: OpenStore, sql: string) =>
  store.pool.query(`ALTER TABLE nocturne.audit DISABLE TRIGGER ALL; ${sql};
    ALTER TABLE nocturne.audit ENABLE TRIGGER ALL`);

test('names the entries that are missing, wherever they were, also after more was appended', async () => {
  const store = await openFreshStore({ clock: () => 0 });
  await append(store, 12);
  await tamper(store, 'CREATE TABLE public.kept AS SELECT * FROM nocturne.audit');
  const parts = [
    ...[
      { from: 1, to: 1 },
      { from: 1, to: 5 },
      { from: 4, to: 4 },
      { from: 6, to: 9 },
    ],
    ...[
      { from: 12, to: 12 },
      { from: 8, to: 12 },
      { from: 1, to: 12 },
    ],
  ];
  for (const { from, to } of parts) {
    await tamper(store, `DELETE FROM nocturne.audit WHERE seq BETWEEN ${from} AND ${to}`);
    const brokenAt = to === 12 ? from : to + 1;
    const expected = { ok: false, entries: from - 1, brokenAt, missing: { from, to } };
    expect(await store.audit.verify()).toEqual(expected);
    await append(store, 1);
    expect(await store.audit.verify()).toEqual({ ...expected, brokenAt: to + 1 });
    await tamper(
      store,
      `TRUNCATE nocturne.audit; INSERT INTO nocturne.audit SELECT * FROM public.kept;
       UPDATE nocturne.audit_head SET entries = 12, hash = (SELECT hash FROM public.kept WHERE seq = 12)`,
    );
    expect(await store.audit.verify()).toMatchObject({ ok: true, entries: 12 });
  }
  await store.close();
});

test('does not believe a head inside the database that was set back, emptied or passed by', async () => {
  const store = await open('head');
  await append(store, 5);
  await store.close();
  const again = await open('head');
  await tamper(
    again,
    `DELETE FROM nocturne.audit WHERE seq > 3;
     UPDATE nocturne.audit_head SET entries = 3, hash = (SELECT hash FROM nocturne.audit WHERE seq = 3)`,
  );
  expect(await again.audit.verify()).toMatchObject({ ok: false, entries: 3, missing: { from: 4, to: 5 } });
  await append(again, 4);
  // As many entries as before, and other ones.
  expect(await again.audit.verify()).toMatchObject({ ok: false, brokenAt: 5, missing: null });
  await again.pool.query('DELETE FROM nocturne.audit_head');
  expect(await again.audit.verify()).toMatchObject({ ok: false });
  await again.close();
  const witnessed = JSON.parse(readFileSync(join(folder('head'), 'database.json'), 'utf8'));
  expect(witnessed.entries).toBe(5);
});

test('finds that an older copy of the database came back', async () => {
  const store = await open('older');
  await append(store, 3);
  await store.close();
  copyDatabase(join(folder('older'), 'database'), folder('backup'));
  const later = await open('older');
  await append(later, 4);
  await later.close();
  rmSync(join(folder('older'), 'database'), { recursive: true });
  copyDatabase(folder('backup'), join(folder('older'), 'database'));
  const restored = await open('older');
  expect(await restored.audit.verify()).toEqual({ ok: false, entries: 3, brokenAt: 4, missing: { from: 4, to: 7 } });
  await append(restored, 6, 'do something else');
  expect(await restored.audit.verify()).toMatchObject({ ok: false, entries: 6, brokenAt: 7 });
  await restored.close();
  rmSync(join(folder('older'), 'database.json'));
  const accepted = await open('older');
  expect(await accepted.audit.verify()).toMatchObject({ ok: true, entries: 9 });
  await accepted.close();
});

test('stays whole while entries are appended beside it', async () => {
  const store = await open('busy');
  const appending = append(store, 40);
  for (let i = 0; i < 10; i++) expect(await store.audit.verify()).toMatchObject({ ok: true });
  await appending;
  expect(await store.audit.verify()).toMatchObject({ ok: true, entries: 40 });
  await store.close();
});

test.each(['', '{', '{}', '[]', '{"installation":"a","entries":-0.5,"hash":""}'])(
  'does not open beside a witness that says %j',
  async (text) => {
    writeFileSync(join(root, 'database.json'), text);
    const opening = openStore({ witness: join(root, 'database.json'), cacheDir, log: silentLog, clock: () => 0 });
    await expect(opening).rejects.toMatchObject({ code: 'store-witness-unreadable' });
  },
);
