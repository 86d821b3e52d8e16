import { fastify } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApi } from '../../src/web/api.ts';
import { useStore } from '../store/open-test-store.ts';

const store = useStore();
const app = fastify();
beforeAll(async () => {
  await app.register(async (scope) =>
    createApi({ store: store(), token: 'a token', train: async () => 'run', command: async (text) => text })(scope),
  );
});
afterAll(() => app.close());

const get = (url: string) => app.inject({ url, headers: { authorization: 'Bearer a token' } });

it.each(['incidents', 'train'])('knows nothing under whatever ID somebody types after /api/v1/%s', async (what) => {
  const texts = ['\u0000', 'INC-1\u0000', '\u0001', '\uFFFD', "'; --", '\u{10FFFF}', '%', 'x'.repeat(90), '..'];
  const ids = [...texts.map(encodeURIComponent), '%ED%A0%80', '%FF', '%', '%2e%2e', '%0a'];
  for (const id of ids) {
    const { statusCode, body } = await get(`/api/v1/${what}/${id}`);
    expect([400, 404], `${id}: ${statusCode} ${body}`).toContain(statusCode);
  }
});
