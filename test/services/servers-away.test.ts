import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { troubleAt } from '../../bench/faults/rows/points.ts';
import { type MakeTrouble, runStory } from '../../bench/faults/story-run.ts';
import { type Server, startPostgres, startRedis } from '../../bench/services/server.ts';
import type { KillPoint } from '../../demo/crash.ts';

const starts = { postgres: startPostgres, redis: startRedis };

type Kind = keyof typeof starts;

interface Outage {
  server: Kind;
  point: KillPoint;
  /** So long after the point. */
  afterMs?: number;
}

const stories: { what: string; needs: Kind[]; outages: Outage[] }[] = [
  {
    what: 'PostgreSQL restarts while the plan waits, and again between the change lines',
    needs: ['postgres'],
    outages: [
      { server: 'postgres', point: 'planPosted' },
      { server: 'postgres', point: 'executing' },
    ],
  },
  {
    what: 'Redis comes back empty while the investigation waits, and again while telemetry proves the change',
    needs: ['postgres', 'redis'],
    outages: [
      // The investigation was asked for by then, and begins later.
      { server: 'redis', point: 'detected', afterMs: 1_500 },
      { server: 'redis', point: 'verifying' },
    ],
  },
];

const awayMs = 1_000;
const variables = { postgres: 'DATABASE_URL', redis: 'REDIS_URL' };

const running: Server[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

/** A server for one story alone, because the other stories run on theirs meanwhile. Skips the test where there is none. */
async function startFor(kind: Kind, skip: (note: string) => never): Promise<Server> {
  const started = await starts[kind]();
  if ('missing' in started) return skip(started.missing);
  running.push(started);
  return started;
}

/** Ends each server at its point of the story, and starts it again. */
function inTurn(outages: Outage[], servers: Map<Kind, Server>): MakeTrouble {
  const makers = outages.map(({ server, point, afterMs = 0 }) =>
    troubleAt(point, async () => {
      await sleep(afterMs);
      await servers.get(server)!.crash();
      await sleep(awayMs);
      await servers.get(server)!.restart();
    }),
  );
  return async (setting, startedAt) => {
    const made = await Promise.all(makers.map((make) => make(setting, startedAt)));
    return made.includes(null) ? null : made.at(-1)!;
  };
}

test.for(stories)(
  'a story loses, doubles and forgets nothing when $what',
  { timeout: 240_000 },
  async ({ needs, outages }, { skip }) => {
    const servers = new Map<Kind, Server>();
    for (const kind of needs) servers.set(kind, await startFor(kind, skip));
    const botEnv = Object.fromEntries([...servers].map(([kind, { url }]) => [variables[kind], url]));
    const run = await runStory({ scenario: 'latency', world: { botEnv }, makeTrouble: inTurn(outages, servers) });
    expect(run).toMatchObject({ lost: [], doubled: [], stuck: [] });
    expect(run.seen).toMatch(/^verified(?!.*never came)/);
  },
);
