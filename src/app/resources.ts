import { type Charts, createCharts } from '../charts/charts.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../domain/clock.ts';
import type { Queue } from '../jobs/queue/job.ts';
import { createQueue } from '../jobs/queue/queue.ts';
import type { Log } from '../log.ts';
import { type OpenStore, openStore } from '../store/open-store.ts';
import type { History } from '../telemetry/history/history.ts';
import type { Closers } from './closers.ts';
import { openKeptHistory } from './open-history.ts';
import { cacheFolder, databaseFolder, databaseWitness } from './state-folders.ts';

/** What has to be opened before anything can be built, and what others may hold: databases, a server, worker threads. */
export interface Resources {
  store: OpenStore;
  queue: Queue;
  history: History;
  charts: Charts;
}

/** Opens them in the folder of the state, which is there. What is open when a later one can't be is left to `closers`. */
export async function openResources(
  config: Config,
  { clock, log, closers }: { clock: Clock; log: Log; closers: Closers },
): Promise<Resources> {
  const { state, environment, retention } = config;
  const store = await openStore({
    ...{ databaseUrl: environment.DATABASE_URL, dataDir: databaseFolder(state) },
    witness: databaseWitness(state, environment.DATABASE_URL),
    ...{ cacheDir: cacheFolder(environment), log, clock },
  });
  closers.push(() => store.close());
  const queue = await createQueue({
    ...{ pool: store.pool, redisUrl: environment.REDIS_URL, keepDays: retention.jobsDays, log, clock },
  });
  closers.push(() => queue.close());
  const history = await openKeptHistory(config, { log, clock });
  closers.push(() => history.close());
  const charts = createCharts();
  closers.push(() => charts.close());
  return { store, queue, history, charts };
}
