import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIncidentLabels } from '../../src/incidents/labels.ts';
import { readChallenges } from '../../src/jobs/training/challenge-facts.ts';
import { causesKey } from '../../src/jobs/training/challenge-steps.ts';
import { lookAtLabels } from '../../src/jobs/training/challenges.ts';
import { readKnownLabels } from '../../src/learning/known-labels.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { openStore } from '../../src/store/open-store.ts';
import { shortLived } from '../short-lived.ts';
import { cacheDir, silentLog } from '../store/open-test-store.ts';
import { processOf, untilInShadow } from './labelled-world.ts';

const root = mkdtempSync(join(tmpdir(), 'labels-sigkill-'));
const folders = (name: string) => ({ data: join(root, name, 'data'), models: join(root, name, 'models') });
const open = (name: string) => openStore({ dataDir: folders(name).data, log: silentLog, clock: () => 0, cacheDir });
let now = 0;
let unlabelled: string[] = [];
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A challenger is in the shadow, the labels that promote it are there, and nobody has looked yet. */
beforeAll(async () => {
  const store = await open('prepared');
  const { network } = await untilInShadow(store, folders('prepared').models);
  for (let i = 0; i < 20; i++) await network.add('after');
  unlabelled = [];
  for (let i = 0; i < 30; i++) unlabelled.push(await network.add('after', { isLabelled: false }));
  now = network.now();
  await store.close();
});

/** A process with a store and a registry of its own. It prints a line where it waits to be killed, or for each label that is stored. */
function start(name: string, what: 'shadow' | 'promotion' | 'labelling'): ChildProcess {
  cpSync(join(root, 'prepared'), join(root, name), { recursive: true });
  const file = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const { data, models } = folders(name);
  const source = `
    const { openStore } = await import(${file('../../src/store/open-store.ts')});
    const { createLog } = await import(${file('../../src/log.ts')});
    const { createIncidentLabels } = await import(${file('../../src/incidents/labels.ts')});
    const { openModels } = await import(${file('../../src/learning/open-models.ts')});
    const { lookAtLabels } = await import(${file('../../src/jobs/training/challenges.ts')});
    const log = createLog({ level: 'silent' });
    const store = await openStore({ dataDir: ${JSON.stringify(data)}, log, clock: () => 0, cacheDir: ${JSON.stringify(cacheDir)} });
    const stay = (line) => { process.stdout.write(line + '\\n'); setInterval(() => undefined, 1000); return new Promise(() => undefined); };
    const labels = createIncidentLabels(store.facts);
    if ('${what}' === 'labelling')
      for (const incidentId of ${JSON.stringify(unlabelled)}) {
        await labels.put({ incidentId, user: 'U1', at: ${now}, verdict: 'packet_loss', right: false, cause: 'latency_spike' });
        process.stdout.write(incidentId + '\\n');
      }
    const registry = openModels(${JSON.stringify(models)});
    const { read, promote } = registry;
    if ('${what}' === 'shadow') registry.read = async (...given) => { await read(...given); return stay('in the shadow'); };
    if ('${what}' === 'promotion') registry.promote = async (...given) => { await promote(...given); return stay('promoted'); };
    await lookAtLabels({ store, later: { later: async () => undefined }, clock: () => ${now}, log,
      challenges: { registry, seed: 1, onPromoted: async () => undefined } });`;
  const flags = [...shortLived, '--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', source];
  return spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Kills a process when it has printed so many lines, and answers with them. */
async function kill(child: ChildProcess, lines: number): Promise<string[]> {
  const exited = once(child, 'exit');
  const printed: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    printed.push(line);
    if (printed.length === lines) child.kill('SIGKILL');
  }
  expect((await exited)[1]).toBe('SIGKILL');
  return printed;
}

/** The next process looks, twice. */
async function goOn(name: string) {
  const store = await open(name);
  const dir = folders(name).models;
  const look = () => lookAtLabels(processOf({ store, dir, clock: () => now }));
  const before = (await openModels(dir).aliases(causesKey)).champion;
  await look();
  await look();
  const [challenge, ...more] = await readChallenges(store);
  const { champion } = await openModels(dir).aliases(causesKey);
  const promotions = (await openModels(dir).history(causesKey)).filter(({ action }) => action === 'promote').length;
  const { labels } = await readKnownLabels(store);
  const told = (await store.pool.query(`SELECT key FROM nocturne.outbox WHERE key LIKE '%:promoted'`)).rows.length;
  const said = (await createIncidentLabels(store.facts).all()).map(({ incidentId }) => incidentId);
  await store.close();
  const isRight = champion === challenge!.taught!.modelId;
  return { before, more, end: challenge!.end?.outcome, isRight, promotions, told, labels: labels.length, said };
}

const one = { more: [], end: 'promoted', isRight: true, promotions: 1, told: 1 };

test('kill -9 while the challenger judges in the shadow leaves the rules, and the next process promotes it', async () => {
  expect(await kill(start('shadow', 'shadow'), 1)).toEqual(['in the shadow']);
  expect(await goOn('shadow')).toMatchObject({ ...one, before: null });
});

test('kill -9 right after the promotion leaves one champion, and the next process tells of it once', async () => {
  expect(await kill(start('promotion', 'promotion'), 1)).toEqual(['promoted']);
  expect(await goOn('promotion')).toMatchObject({ ...one, before: expect.any(String) });
});

test('kill -9 while labels are given loses none that was taken', async () => {
  const taken = await kill(start('labelling', 'labelling'), 12);
  const { said, labels, ...rest } = await goOn('labelling');
  expect(rest).toMatchObject(one);
  expect(said).toEqual(expect.arrayContaining(taken));
  expect(labels).toBeGreaterThanOrEqual(280 + taken.length);
});
