import pg from 'pg';

const withinMs = 5_000;

/** Logs in to a PostgreSQL server and answers with its version. Changes nothing. Throws what the driver throws. */
export async function checkServer(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: withinMs });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query('SHOW server_version');
    return String(rows[0]?.server_version);
  } finally {
    await client.end();
  }
}
