import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { troubleAt } from '../../bench/faults/rows/points.ts';
import { type MakeTrouble, runStory } from '../../bench/faults/story-run.ts';
import { type Server, startPostgres, startRedis } from '../../bench/services/server.ts';
import type { KillPoint } from '../../demo/crash.ts';

const starts = { postgres: startPostgres, redis: startRedis };

interface Outage {
  server: keyof typeof starts;
  point: KillPoint;
  seconds: number;
}

const stories: { what: string; outages: Outage[] }[] = [
  {
    what: 'PostgreSQL restarts while the plan waits, and is away for 17 s between the change lines',
    outages: [
      { server: 'postgres', point: 'planPosted', seconds: 0 },
      // The five tries of a job last 15 s: what comes after them is the reconciliation's.
      { server: 'postgres', point: 'executing', seconds: 17 },
    ],
  },
  {
    what: 'Redis comes back empty while the plan waits, and again while telemetry proves the change',
    outages: [
      { server: 'redis', point: 'planPosted', seconds: 0 },
      { server: 'redis', point: 'verifying', seconds: 0 },
    ],
  },
];

const running: Server[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

/** A server for one story alone, because the other stories run on theirs meanwhile. Skips the test where there is none. */
async function startFor(kind: keyof typeof starts, skip: (note: string) => never): Promise<Server> {
  const started = await starts[kind]();
  if ('missing' in started) return skip(started.missing);
  running.push(started);
  return started;
}

/** Ends each server at its point of the story, and starts it again. */
function inTurn(outages: Outage[], servers: Record<keyof typeof starts, Server>): MakeTrouble {
  const makers = outages.map(({ server, point, seconds }) =>
    troubleAt(point, async () => {
      await servers[server].crash();
      await sleep(1000 * seconds);
      await servers[server].restart();
    }),
  );
  return async (setting, startedAt) => {
    const made = await Promise.all(makers.map((make) => make(setting, startedAt)));
    return made.includes(null) ? null : made.at(-1)!;
  };
}

test.for(stories)(
  'a story loses, doubles and forgets nothing when $what',
  { timeout: 120_000 },
  async ({ outages }, { skip }) => {
    const servers = { postgres: await startFor('postgres', skip), redis: await startFor('redis', skip) };
    const botEnv = { DATABASE_URL: servers.postgres.url, REDIS_URL: servers.redis.url };
    const makeTrouble = inTurn(outages, servers);
    const run = await runStory({ scenario: 'latency', world: { botEnv }, makeTrouble });
    expect(run).toMatchObject({ lost: [], doubled: [], stuck: [] });
    expect(run.seen).toMatch(/^verified(?!.*never came)/);
  },
);
