import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { asRetryable } from '../../src/store/database-errors.ts';
import type { Store } from '../../src/store/store.ts';
import { createApi } from '../../src/web/api.ts';

const away = async () => {
  throw asRetryable(new Error('Connection terminated unexpectedly'));
};

/** A database that goes away after an incident and its plans were read. */
const store = {
  incidents: { get: async () => ({ id: 'INC-1' }) },
  plans: { forIncident: async () => [{ id: 'plan-1' }, { id: 'plan-2' }] },
  diagnoses: { get: away },
  facts: { get: away },
  votes: { forPlan: away },
  executions: { lines: away },
} as unknown as Store;

it('a database that goes away in the middle of an answer ends neither the process nor leaves anybody waiting', async () => {
  const app = fastify();
  const lost: unknown[] = [];
  const note = (reason: unknown) => lost.push(reason);
  process.on('unhandledRejection', note);
  try {
    await app.register(async (scope) =>
      createApi({ store, token: 't', train: async () => 'run', command: async (text) => text })(scope),
    );
    const answer = await app.inject({ url: '/api/v1/incidents/INC-1', headers: { authorization: 'Bearer t' } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(answer.statusCode).toBe(503);
    expect(answer.json().error).toMatch(/^The database can't be used now/);
    expect(lost).toEqual([]);
  } finally {
    process.off('unhandledRejection', note);
    await app.close();
  }
});
