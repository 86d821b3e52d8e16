import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NocturneError } from '../../../src/errors.ts';
import { openPulled, secretsShape, sourcesSchema } from '../../../src/telemetry/intake/source-settings.ts';
import type { PulledSource, Source } from '../../../src/telemetry/source.ts';
import { sources } from '../../../src/telemetry/sources/index.ts';
import { polledJson } from './polled-json.ts';
import { now, type SourceCase } from './source-case.ts';
import { createSourceWorld, secret } from './source-worlds.ts';

/** Those of the product, and one of the other form that only this test knows. */
const tried: Source[] = [...sources, polledJson];
const caseOf = async (name: string) =>
  ((await import(new URL(`./cases/${name}.ts`, import.meta.url).href)) as { sourceCase: SourceCase }).sourceCase;

describe('the list of sources', () => {
  it('has one file for each source', () => {
    const files = readdirSync(new URL('../../../src/telemetry/sources', import.meta.url));
    const names = files.map((file) => file.replace(/\.ts$/, '')).filter((name) => name !== 'index');
    expect(names.sort()).toEqual(sources.map(({ name }) => name).sort());
  });

  it('has no name and no path twice', () => {
    const paths = tried.flatMap((source) => (source.delivery === 'served' ? source.paths : []));
    expect(new Set(paths).size).toBe(paths.length);
    expect(new Set(tried.map(({ name }) => name)).size).toBe(tried.length);
  });
});

describe.each(tried.map((source) => [source.name, source] as const))('the source %s', (name, source) => {
  const world = async (...rest: [onSamples?: () => void]) => {
    const sourceCase = await caseOf(name);
    return { ...(await createSourceWorld(source, sourceCase, ...rest)), sourceCase };
  };
  const isServed = source.delivery === 'served';

  it('gives the samples of its payload in order, in canonical metrics and units', async () => {
    const { deliver, samples, sourceCase } = await world();
    await deliver({ payload: sourceCase.payload });
    expect(samples).toEqual(sourceCase.samples);
  });

  it('counts what it took and everything that it dropped, and /health shows it', async () => {
    const { deliver, health, sourceCase } = await world();
    await deliver({ payload: sourceCase.payload });
    expect((await health()).sources[name]).toMatchObject({
      ...{ deliveries: 1, failures: 0, aheadPoints: 0, lastAt: now },
      ...{ samples: sourceCase.samples.length, ...sourceCase.counts },
    });
  });

  it('makes nothing of silence, and calls it no failure', async () => {
    const { deliver, samples, health, sourceCase } = await world();
    await deliver({ payload: sourceCase.silence });
    expect(samples).toEqual([]);
    expect((await health()).sources[name]).toMatchObject({ deliveries: 1, failures: 0, points: 0, lastAt: null });
  });

  it('refuses what is far ahead, and tells of the device that it is not silent', async () => {
    const { deliver, samples, ahead, health, sourceCase } = await world();
    await deliver({ payload: sourceCase.ahead });
    expect([samples, ahead]).toEqual([[], ['R9']]);
    expect((await health()).sources[name]).toMatchObject({ points: 1, badPoints: 1, aheadPoints: 1, samples: 0 });
  });

  it('says of an error whether another try can help, counts it, and goes on', async () => {
    const { deliver, samples, health, sourceCase } = await world();
    const { status } = await deliver({ trouble: 'refused' });
    const refused = (await health()).sources[name]!;
    expect(refused.failures).toBe(1);
    if (isServed) expect(status).toBe(401);
    else expect(refused.failing).toMatchObject({ retryable: false });
    if (!isServed) await deliver({ trouble: 'busy' });
    const busy = (await health()).sources[name]!;
    if (!isServed) expect(busy).toMatchObject({ failures: 2, failing: { retryable: true } });
    await deliver({ payload: sourceCase.payload });
    expect(samples).toEqual(sourceCase.samples);
    if (!isServed) expect((await health()).sources[name]).toMatchObject({ failing: null, skipped: 0 });
  });

  it.each([
    { what: 'that may pass', thrown: new NocturneError('full', 'full', { retryable: true }), status: 503 },
    { what: 'that is ours', thrown: new Error(`${secret} in the middle`), status: 500 },
  ])('counts what was read when the product fails with an error $what', async ({ thrown, status }) => {
    const failing = await world(() => {
      throw thrown;
    });
    const answer = await failing.deliver({ payload: failing.sourceCase.payload });
    if (isServed) expect(answer.status).toBe(status);
    const counts = (await failing.health()).sources[name]!;
    expect(counts).toMatchObject({ failures: 1, samples: 0, lastAt: null });
    expect(counts.points).toBeGreaterThan(0);
    expect(answer.text).not.toContain(secret);
    if (!isServed) expect(counts.failing).toMatchObject({ retryable: status === 503 });
  });

  it('shows its secret nowhere: in no answer, no log and not in /health', async () => {
    const { deliver, health, logged, sourceCase } = await world();
    const shown: string[] = [];
    for (const delivery of [{ payload: sourceCase.payload }, { trouble: 'refused' }, { trouble: 'busy' }] as const) {
      shown.push((await deliver(delivery)).text, JSON.stringify(await health()));
    }
    for (const text of [...shown, logged()])
      for (const leak of [secret, encodeURIComponent(secret)]) expect(text).not.toContain(leak);
    // The one of this test puts its token into its errors; others need not, so that nothing of theirs is hidden.
    if (source === polledJson) expect(logged()).toContain('<secret>');
  });

  if (source.delivery === 'served') {
    it('refuses what it can not read with 400, so that it is not sent again', async () => {
      const { request } = await caseOf(name);
      for (const { path, body } of request!.unreadable) {
        const reading = () => source.read(Buffer.from(body), { query: queryOf(path), now });
        expect(reading).toThrow(expect.objectContaining({ code: 'request-invalid', retryable: false }));
      }
    });
  } else {
    it('says what each setting is, and is asked from once a second to once a day', async () => {
      const { settings } = await caseOf(name);
      for (const [key, schema] of Object.entries(source.settings.shape)) expect(schema.description, key).toBeTruthy();
      const [opened] = open(source, settings!('http://127.0.0.1:9'), secret);
      expect(opened!.source.everyMs).toBeGreaterThanOrEqual(1000);
      expect(opened!.source.everyMs).toBeLessThanOrEqual(86_400_000);
      expect(opened!.secrets).toEqual(Object.keys(source.secrets).map(() => secret));
    });
  }
});

const queryOf = (path: string) => Object.fromEntries(new URL(path, 'http://x').searchParams);

function open(source: PulledSource, settings: Record<string, unknown>, token: string | undefined) {
  const environment = Object.fromEntries(Object.keys(source.secrets).map((name) => [name, token]));
  return openPulled({ [source.name]: settings }, environment, [source]);
}

describe('a pulled source', () => {
  it('is not opened without a section, and its section knows no other key', () => {
    const schema = sourcesSchema([polledJson]);
    expect(openPulled(schema.parse({}), {}, [polledJson])).toEqual([]);
    expect(schema.parse({ 'polled-json': { url: 'http://a' } })).toEqual({
      'polled-json': { url: 'http://a', everySeconds: 60 },
    });
    expect(schema.safeParse({ 'polled-json': { url: 'http://a', token: 'x' } }).success).toBe(false);
    expect(schema.safeParse({ polled: {} }).success).toBe(false);
  });

  it('gives the configuration the variables of its secrets', () => {
    expect(Object.keys(secretsShape([polledJson]))).toEqual(['NOCTURNE_POLLED_TOKEN']);
  });

  it.each([
    ['without its token', undefined, /polled-json can't be used: NOCTURNE_POLLED_TOKEN is not set/],
    ['with one that is none, which is not shown', 'bad one', /"<secret>" is no token/],
  ])('can not be opened %s', (_how, token, says) => {
    expect(() => open(polledJson, { url: 'http://a', everySeconds: 60 }, token)).toThrow(says);
  });
});
