import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pickPort } from '../../demo/pick-port.ts';
import { NocturneError } from '../../src/errors.ts';
import { formatSamples } from '../../src/telemetry/line-format.ts';
import type { LoopDelayReading } from '../../src/web/loop-delay.ts';
import { type SimulatedNetwork, simulatedDay } from '../sizes/simulated-day.ts';
import { writeHistory } from './generated-history.ts';
import type { LoadNews } from './load-process.ts';

const token = 'token-of-the-bench';
const dayMs = 86_400_000;

/** How late timers of the bot ran, in milliseconds, and what it did meanwhile. */
export interface LoadPart extends LoopDelayReading {
  what: string;
  seconds: number;
  samples: number;
  /** Of one core. */
  cpuShare: number;
  /** Questions that were answered in the time, and how many were under way at its end. */
  answered: number;
}

export interface Load extends Omit<SimulatedNetwork, 'seed'> {
  storedReadings: number;
  parts: LoadPart[];
}

/**
 * The bot under the telemetry of many devices, over HTTP, and the delay of its event loop with and without a question that reads a large history all the
 * time. The two are measured in turn, so that a machine that has other work slows both.
 */
export async function measureLoad(
  {
    devices,
    storedReadings,
    seconds,
    rounds,
  }: { devices: number; storedReadings: number; seconds: number; rounds: number },
  say: (line: string) => void,
): Promise<Load> {
  const dir = mkdtempSync(join(tmpdir(), 'nocturne-load-'));
  const network: SimulatedNetwork = { devices, interfaces: 4, everySeconds: 60, seed: 1 };
  let child: ChildProcess | undefined;
  try {
    mkdirSync(join(dir, 'state', 'history'), { recursive: true });
    say(`writing a history of ${storedReadings.toLocaleString('en')} readings`);
    const written = await writeHistory(join(dir, 'state', 'history'), { rows: storedReadings, seed: 1 });
    const days = (at: number) => new Date(at).toISOString().slice(0, 10);
    const words = ['features', 'all', `${days(written.span.from)}..${days(written.span.to - 1)}`];
    child = await startBot(dir, network);
    const url = await addressOf(child);
    const sender = startSender(url, network);
    await sleep(10_000);
    const parts: LoadPart[] = [];
    for (let round = 1; round <= rounds; round++)
      for (const asks of [false, true]) {
        say(`round ${round} of ${rounds}, ${asks ? 'with' : 'without'} a question`);
        parts.push(await measurePart(child, { url, words: asks ? words : null, seconds, sender }));
      }
    await sender.end();
    return {
      devices,
      interfaces: network.interfaces,
      everySeconds: network.everySeconds,
      storedReadings: written.rows,
      parts,
    };
  } finally {
    if (child?.connected) {
      child.disconnect();
      await once(child, 'exit');
    }
    rmSync(dir, { recursive: true, force: true });
  }
}

async function startBot(dir: string, { devices }: SimulatedNetwork): Promise<ChildProcess> {
  const names = Array.from({ length: devices }, (_, i) => `switch-${String(i + 1).padStart(3, '0')}`);
  const inventory = {
    devices: Object.fromEntries(names.map((name) => [name, { platform: 'unknown', role: 'switch', site: 'lab' }])),
    links: {},
  };
  writeFileSync(join(dir, 'topology.yaml'), JSON.stringify(inventory));
  writeFileSync(join(dir, 'nocturne.yaml'), JSON.stringify({ state: 'state', web: { port: await pickPort() } }));
  return fork(fileURLToPath(new URL('load-process.ts', import.meta.url)), [join(dir, 'nocturne.yaml')], {
    env: { ...process.env, NOCTURNE_INGEST_TOKENS: token, NOCTURNE_API_TOKEN: token },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
}

async function nextNews(child: ChildProcess): Promise<LoadNews> {
  const ended = once(child, 'exit').then(() => {
    throw new NocturneError('bot-ended', 'The bot of the bench has ended');
  });
  return (await Promise.race([once(child, 'message'), ended]))[0] as LoadNews;
}

async function addressOf(child: ChildProcess): Promise<string> {
  const news = await nextNews(child);
  if (!('url' in news)) throw new NocturneError('bot-ended', 'The bot of the bench did not say where it listens');
  return news.url;
}

/** Sends what all devices send in a minute, spread over the minute. */
function startSender(url: string, network: SimulatedNetwork) {
  const ending = new AbortController();
  let sent = 0;
  const everyMs = 1000;
  async function run(): Promise<void> {
    const from = Math.floor(Date.now() / dayMs) * dayMs;
    for (const samples of simulatedDay(network, from)) {
      const slices = (network.everySeconds * 1000) / everyMs;
      const size = Math.ceil(samples.length / slices);
      for (let slice = 0; slice < slices; slice++) {
        if (ending.signal.aborted) return;
        const began = performance.now();
        const now = Date.now();
        const some = samples.slice(slice * size, (slice + 1) * size).map((one) => ({ ...one, at: now }));
        const body = formatSamples(some).join('\n');
        const init = { method: 'POST', headers: { authorization: `Token ${token}` }, body };
        const response = await fetch(`${url}/api/v2/write?precision=ms`, init);
        if (!response.ok)
          throw new NocturneError('samples-refused', `The bot refused samples: ${await response.text()}`);
        sent += some.length;
        await sleep(Math.max(0, everyMs - (performance.now() - began)));
      }
    }
  }
  const running = run();
  running.catch(() => undefined);
  return {
    sent: () => sent,
    async end() {
      ending.abort();
      await running;
    },
  };
}

async function measurePart(
  child: ChildProcess,
  { url, words, seconds, sender }: { url: string; words: string[] | null; seconds: number; sender: { sent(): number } },
): Promise<LoadPart> {
  const read = async () => {
    const news = nextNews(child);
    child.send('delay');
    const told = await news;
    if ('url' in told) throw new NocturneError('bot-ended', 'The bot of the bench told something else');
    return told;
  };
  const stop = new AbortController();
  let answered = 0;
  async function askOn(asked: string[]): Promise<void> {
    while (!stop.signal.aborted) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify({ words: asked }), signal: stop.signal };
      const told = await (await fetch(`${url}/api/v1/history`, init)).text();
      if (!told.includes('"answer"'))
        throw new NocturneError('history-failed', `The bot did not answer: ${told.slice(0, 200)}`);
      answered += 1;
    }
  }
  const asking = words
    ? askOn(words).catch((thrown: unknown) => (stop.signal.aborted ? undefined : thrown))
    : undefined;
  await read();
  const [before, began] = [sender.sent(), performance.now()];
  await sleep(seconds * 1000);
  const { delay, cpuSeconds } = await read();
  const took = (performance.now() - began) / 1000;
  stop.abort();
  const failed = await asking;
  if (failed) throw failed;
  return {
    ...{ what: words ? 'with a question' : 'without', seconds: took, samples: sender.sent() - before },
    ...{ ...delay, cpuShare: cpuSeconds / took, answered },
  };
}
