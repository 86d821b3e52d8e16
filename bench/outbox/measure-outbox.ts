import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../src/app/state-folders.ts';
import { createLog } from '../../src/log.ts';
import { quantile } from '../../src/models/quantile.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';

/** What one look of one projection costs, by how it finds what is new. */
export interface OutboxRow {
  /** Events in the outbox, all of them handled by every projection. */
  events: number;
  /** Milliseconds that a look takes, median and 95th percentile. */
  cursor: Cost;
  /** The way before: all events without a mark of the projection, over everything that ever happened. */
  marks: Cost;
}

interface Cost {
  p50: number;
  p95: number;
  /** Processor milliseconds of the whole process for a look, threads included. */
  cpu: number;
}

const projections = ['slack', 'plan-endings', 'oncall', 'pager'];
const rounds = 40;
const page = 500;

/**
 * Fills an outbox step by step and times looks of four projections that have handled everything: both ways in turn, on the same embedded database,
 * so that the ratio counts and not the machine. `sizes` grow.
 */
export async function measureOutbox(sizes: readonly number[], tell: (line: string) => void): Promise<OutboxRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'nocturne-outbox-'));
  const store = await openStore({
    ...{ dataDir, cacheDir: cacheFolder(process.env), log: createLog({ level: 'silent' }), clock: Date.now },
  });
  try {
    await prepare(store);
    const rows: OutboxRow[] = [];
    for (const events of sizes) {
      tell(`outbox: ${events} events`);
      await fill(store, events);
      rows.push({ events, ...(await measure(store)) });
    }
    return rows;
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function prepare({ pool, outbox }: OpenStore): Promise<void> {
  await pool.query('CREATE TABLE nocturne.former_done (LIKE nocturne.outbox_done INCLUDING ALL)');
  for (const projection of projections) await outbox.follow(projection, 'beginning', 0);
}

/** Adds events up to `events`, each handled by every projection. */
async function fill({ pool, outbox }: OpenStore, events: number): Promise<void> {
  const step = 50_000;
  const { rows } = await pool.query('SELECT count(*) AS held FROM nocturne.outbox');
  for (let from = Number(rows[0].held); from < events; from += step) {
    const to = Math.min(events, from + step);
    await pool.query(
      `WITH added AS (INSERT INTO nocturne.outbox (key, at, event)
         SELECT 'INC-' || n || ':opened', n, jsonb_build_object('type', 'incident.opened', 'incidentId', 'INC-' || n)
         FROM generate_series($1::bigint, $2::bigint) AS n RETURNING id)
       INSERT INTO nocturne.former_done (projection, entry_id, at)
       SELECT projection, id, 0 FROM added, unnest($3::text[]) AS projection`,
      [from + 1, to, projections],
    );
  }
  await pool.query('UPDATE nocturne.outbox_cursor SET through = (SELECT max(id) FROM nocturne.outbox)');
  await pool.query('ANALYZE nocturne.outbox; ANALYZE nocturne.former_done');
  for (const projection of projections) await outbox.advance(projection, null, 0);
}

async function measure({ pool, outbox }: OpenStore): Promise<Omit<OutboxRow, 'events'>> {
  const byMarks = (projection: string) =>
    pool.query(
      `SELECT id, key, at, event FROM nocturne.outbox AS entry WHERE NOT EXISTS (
         SELECT FROM nocturne.former_done WHERE projection = $1 AND entry_id = entry.id) ORDER BY id LIMIT $2`,
      [projection, page],
    );
  const cursor = createGauge((projection) => outbox.pending(projection, 1));
  const marks = createGauge(byMarks);
  for (let round = 0; round < rounds; round++) {
    const projection = projections[round % projections.length]!;
    await cursor.take(projection);
    await marks.take(projection);
  }
  return { cursor: cursor.cost(), marks: marks.cost() };
}

function createGauge(look: (projection: string) => Promise<unknown>) {
  const times: number[] = [];
  let cpu = 0;
  return {
    async take(projection: string): Promise<void> {
      const usage = process.cpuUsage();
      const began = performance.now();
      await look(projection);
      times.push(performance.now() - began);
      const { user, system } = process.cpuUsage(usage);
      cpu += (user + system) / 1000;
    },
    cost(): Cost {
      const [p50, p95] = [0.5, 0.95].map((share) => quantile(Float64Array.from(times), share));
      return { p50: p50!, p95: p95!, cpu: cpu / times.length };
    },
  };
}
