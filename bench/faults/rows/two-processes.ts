import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { KillPoint } from '../../../demo/crash.ts';
import { pickPort } from '../../../demo/pick-port.ts';
import type { Setting } from '../../../demo/setting.ts';
import type { Fault } from '../fault.ts';
import { runStory } from '../story-run.ts';
import { momentWords, troubleAt } from './points.ts';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const endsWithinMs = 30_000;

/** A second process is started on the state folder of one that runs: it must be refused, and the first must not notice. */
const second: Fault[] = (['detected', 'executing'] as KillPoint[]).map((point) => ({
  fault: 'a second process on the same folder',
  moment: momentWords[point],
  runs: () => 1,
  run: async () => {
    let end = '';
    const makeTrouble = troubleAt(point, async (setting) => {
      end = await startSecond(setting);
    });
    const run = await runStory({ scenario: 'latency', makeTrouble });
    const refused = end.includes('store-locked') || /another process|in use/i.test(end);
    return { ...run, doubled: refused ? run.doubled : [...run.doubled, `a second process: ${end}`] };
  },
}));

/** In another process namespace every process id means another process, as in containers that share a volume. */
const inContainer: Fault = {
  fault: 'a second process on the same folder',
  moment: 'from another container',
  runs: () => 1,
  missing: () => (process.getuid?.() === 0 ? undefined : 'only root may make a process namespace'),
  run: async () => {
    let end = '';
    const makeTrouble = troubleAt('planPosted', async (setting) => {
      end = await startSecond(setting, ['unshare', '--pid', '--fork', '--mount-proc']);
    });
    const run = await runStory({ scenario: 'latency', makeTrouble });
    const refused = end.includes('store-locked') || /another process|in use/i.test(end);
    return { ...run, doubled: refused ? run.doubled : [...run.doubled, `a second process: ${end}`] };
  },
};

export const secondProcess: Fault[] = [...second, inContainer];

/** Starts the product on the same folder with a port of its own, and gives what it said last before it ended. */
async function startSecond({ folder }: Setting, wrapper: string[] = []): Promise<string> {
  const file = join(folder.root, 'second.yaml');
  const text = readFileSync(folder.config, 'utf8');
  writeFileSync(file, text.replace(/^( {2}port: )\d+$/m, `$1${await pickPort()}`));
  const command = [...wrapper, process.execPath, '--disable-warning=ExperimentalWarning', main, 'start', '-c', file];
  const { PATH, HOME, XDG_CACHE_HOME } = process.env;
  const tokens = {
    SLACK_BOT_TOKEN: 'xoxb-second',
    SLACK_APP_TOKEN: 'xapp-second',
    SLACK_API_URL: 'http://127.0.0.1:9/',
  };
  const env = { PATH, HOME, XDG_CACHE_HOME, NOCTURNE_INGEST_TOKENS: 'second', ...tokens };
  const child = spawn(command[0]!, command.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      said = (said + part).slice(-2000);
    });
  const ended = await Promise.race([once(child, 'exit').then(() => true), sleep(endsWithinMs).then(() => false)]);
  if (ended) return said.trim();
  child.kill('SIGKILL');
  return 'it ran on beside the first';
}
