import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Server, startPostgres, startRedis } from '../../bench/services/server.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const say = (line: string) => process.stdout.write(`services: ${line}\n`);

/**
 * The same stories and races as in `npm test`, on the servers whose addresses are in the environment, stories whose own servers end in the
 * middle, and what people do in a browser, which is skipped by name where there is none.
 */
async function runStories(env: Record<string, string>): Promise<boolean> {
  const args = [vitest, 'run', 'test/story', 'test/services', 'test/changes/races.test.ts', '--reporter=verbose'];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env, TEST_SERVICES: '1', TEST_ALL: '1' },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  return code === 0;
}

const running: Server[] = [];
const names: string[] = [];
const skipped: string[] = [];
const env: Record<string, string> = {};
try {
  for (const [variable, start] of Object.entries({ STORY_DATABASE_URL: startPostgres, STORY_REDIS_URL: startRedis })) {
    const started = await start();
    if ('missing' in started) {
      skipped.push(started.missing);
      continue;
    }
    running.push(started);
    names.push(started.version);
    env[variable] = started.url;
    say(`started ${started.version} at ${started.url}`);
  }
  const passed = names.length > 0 && (await runStories(env));
  if (names.length > 0) say(`${passed ? 'ran' : 'FAILED'}: the stories on ${names.join(' and ')}`);
  for (const reason of skipped) say(`skipped: the stories with ${reason}`);
  process.exitCode = passed || names.length === 0 ? 0 : 1;
} finally {
  for (const server of running.reverse()) await server.close();
  if (running.length > 0) say('stopped the servers');
}
