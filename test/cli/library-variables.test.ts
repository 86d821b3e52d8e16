import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MemorySaver } from '@langchain/langgraph';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createChatModel, offlineChatModel } from '../../src/agents/chat-model.ts';
import { createOncallGraph } from '../../src/agents/oncall-graph.ts';
import { loadPrompts } from '../../src/agents/prompts.ts';
import { environmentSchema, forgetLibraryVariables } from '../../src/config.ts';
import { createWorld, now, silentLog } from '../agents/world.ts';
import { runCli } from './run-cli.ts';

/** A third party that takes whatever it is sent. */
let heard: string[] = [];
const thirdParty = createServer((request, response) => {
  heard.push(`${request.method} ${request.url}`);
  request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
});

beforeEach(async () => {
  heard = [];
  await new Promise<void>((resolve) => thirdParty.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  thirdParty.closeAllConnections();
  await new Promise((resolve) => thirdParty.close(resolve));
});

const switches = ['LANGSMITH_TRACING', 'LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING', 'LANGCHAIN_TRACING_V2'];
const others = ['LANGSMITH_GATEWAY', 'LANGCHAIN_VERBOSE', 'OPENAI_LOG', 'OPENAI_API_BASE', 'OPENAI_CUSTOM_HEADERS'];

function setHostileEnvironment(): void {
  const url = `http://127.0.0.1:${(thirdParty.address() as AddressInfo).port}`;
  for (const name of switches) vi.stubEnv(name, 'true');
  for (const name of ['LANGSMITH_ENDPOINT', 'LANGCHAIN_ENDPOINT', 'LANGSMITH_GATEWAY', 'OPENAI_API_BASE'])
    vi.stubEnv(name, url);
  vi.stubEnv('LANGSMITH_API_KEY', 'key');
  vi.stubEnv('LANGCHAIN_CALLBACKS_BACKGROUND', 'false');
}

async function investigate(): Promise<void> {
  const graph = createOncallGraph({
    ...{ model: offlineChatModel(), ports: createWorld().ports, checkpointer: new MemorySaver() },
    ...{ prompts: await loadPrompts(), clock: () => now, log: silentLog },
  });
  await graph.investigate('inc-1');
}

test('a whole investigation tells nobody, whatever the environment asks libraries for', async () => {
  setHostileEnvironment();
  forgetLibraryVariables();
  await investigate();
  expect(heard).toEqual([]);
});

test('without that, the libraries would tell', async () => {
  setHostileEnvironment();
  await investigate();
  expect(heard).not.toEqual([]);
});

test('every command line forgets the variables of libraries before it does anything', async () => {
  for (const name of [...switches, ...others]) vi.stubEnv(name, 'true');
  await runCli('--version');
  expect([...switches, ...others].filter((name) => name in process.env)).toEqual([]);
});

test('what the configuration knows stays', () => {
  const known = Object.fromEntries(Object.keys(environmentSchema.shape).map((name) => [name, 'x']));
  const env: NodeJS.ProcessEnv = {
    ...known,
    PATH: '/bin',
    HOME: '/root',
    HTTPS_PROXY: 'http://proxy',
    LANGSMITH_PROJECT: 'p',
  };
  forgetLibraryVariables(env);
  expect(env).toEqual({ ...known, PATH: '/bin', HOME: '/root', HTTPS_PROXY: 'http://proxy' });
});

test('a key alone means the endpoint of OpenAI, even in an environment that names another', async () => {
  setHostileEnvironment();
  const { model } = await createChatModel({ apiKey: 'sk-own' });
  expect(model).toHaveProperty('clientConfig.baseURL', 'https://api.openai.com/v1');
});
