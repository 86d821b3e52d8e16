import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Server, startPostgres, startRedis } from '../../bench/services/server.ts';
import { startSpark } from '../../bench/services/spark.ts';
import { missingForLab } from '../../demo/lab/requirements.ts';
import { missingForSnmpd } from './snmpd.ts';
import { findOrBuildTelegraf } from './telegraf.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const say = (line: string) => process.stdout.write(`services: ${line}\n`);

/**
 * What needs programs of others: Telegraf and snmpd, stories whose own servers end in the middle. With `servers`, also the same stories and races
 * as in `npm test`, on the servers whose addresses are in the environment, and what people do in a browser. What is missing is skipped by name.
 */
async function runTests(env: Record<string, string>, servers: boolean): Promise<boolean> {
  const stories = servers ? ['test/story', 'test/changes/races.test.ts'] : [];
  const args = [vitest, 'run', 'test/services', ...stories, '--reporter=verbose'];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env, TEST_SERVICES: '1', TEST_ALL: '1' },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  return code === 0;
}

const running: Server[] = [];
let spark: Awaited<ReturnType<typeof startSpark>> | undefined;
const names: string[] = [];
const skipped: string[] = [];
const env: Record<string, string> = {};
try {
  for (const [variable, start] of Object.entries({ STORY_DATABASE_URL: startPostgres, STORY_REDIS_URL: startRedis })) {
    const started = await start();
    if ('missing' in started) {
      skipped.push(`the stories with ${started.missing}`);
      continue;
    }
    running.push(started);
    names.push(started.version);
    env[variable] = started.url;
    say(`started ${started.version} at ${started.url}`);
  }
  spark = await startSpark();
  if ('missing' in spark) skipped.push(`the history on Spark: ${spark.missing}`);
  else {
    env.TEST_SPARK = spark.remote;
    say(`started ${spark.version} at ${spark.remote}`);
  }
  const telegraf = await findOrBuildTelegraf(say);
  if ('missing' in telegraf) skipped.push(`telemetry with ${telegraf.missing}`);
  else env.TEST_TELEGRAF = telegraf.program;
  const noAgent = missingForSnmpd();
  if (noAgent !== undefined) skipped.push(`telemetry of Telegraf over SNMP: ${noAgent}`);
  const noLab = missingForLab();
  if (noLab) skipped.push(`the lab of real FRRouting: ${noLab.reason} (${noLab.hint})`);
  const passed = await runTests(env, names.length > 0);
  const outcome = passed ? 'ran' : 'FAILED';
  if (names.length > 0) say(`${outcome}: the stories on ${names.join(' and ')}`);
  if (spark && 'version' in spark) say(`${outcome}: the history on ${spark.version}`);
  if ('version' in telegraf) say(`${outcome}: telemetry of ${telegraf.version}`);
  if (!noLab) say(`${outcome}: the lab of real FRRouting`);
  for (const what of skipped) say(`skipped: ${what}`);
  process.exitCode = passed ? 0 : 1;
} finally {
  if (spark && 'close' in spark) await spark.close();
  for (const server of running.reverse()) await server.close();
  if (running.length > 0) say('stopped the servers');
}
