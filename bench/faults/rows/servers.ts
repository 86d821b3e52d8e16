import { setTimeout as sleep } from 'node:timers/promises';
import { type KillPoint, killPoints } from '../../../demo/crash.ts';
import { type Server, type Started, startPostgres, startRedis } from '../../services/server.ts';
import type { Fault, Run } from '../fault.ts';
import { type MakeTrouble, runStory } from '../story-run.ts';
import { momentWords, troubleAt } from './points.ts';

interface Outage {
  fault: string;
  points: readonly KillPoint[];
  /** Seconds without the server. */
  seconds: number;
}

const postgresOutages: Outage[] = [
  { fault: 'PostgreSQL restarts', points: killPoints, seconds: 1 },
  { fault: 'PostgreSQL is away for 15 s', points: ['detected', 'planPosted', 'executing', 'verifying'], seconds: 15 },
];
const redisOutages: Outage[] = [
  { fault: 'Redis comes back empty', points: killPoints, seconds: 1 },
  { fault: 'Redis is away for 15 s', points: ['detected', 'planPosted', 'executing'], seconds: 15 },
];

/** Database servers that end at once and come back. */
export const serverFaults: Fault[] = [
  ...postgresOutages.flatMap((outage) => rowsOf(outage, 'DATABASE_URL', startPostgres)),
  ...redisOutages.flatMap((outage) => rowsOf(outage, 'REDIS_URL', startRedis)),
];

function rowsOf({ fault, points, seconds }: Outage, variable: string, start: () => Promise<Started>): Fault[] {
  return points.map((point) => ({
    fault,
    moment: momentWords[point],
    runs: () => 1,
    run: () =>
      withServer(start, (server) => {
        const makeTrouble = troubleAt(point, async () => {
          await server.crash();
          await sleep(1000 * seconds);
          await server.restart();
        });
        return runOn({ [variable]: server.url }, makeTrouble);
      }),
  }));
}

const runOn = (botEnv: Record<string, string>, makeTrouble: MakeTrouble) =>
  runStory({ scenario: 'latency', world: { botEnv }, makeTrouble });

async function withServer(start: () => Promise<Started>, work: (server: Server) => Promise<Run>): Promise<Run> {
  const server = await start();
  if ('missing' in server) return { lost: [], doubled: [], stuck: [], recoverSeconds: null, seen: server.missing };
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}
