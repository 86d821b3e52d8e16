import { Redis } from 'ioredis';
import pg from 'pg';

/**
 * The product's environment for one setting: a database and a Redis of its own on the servers that `npm run test:services` started; empty
 * for the embedded ones.
 */
export async function claimServices(): Promise<Record<string, string>> {
  const { STORY_DATABASE_URL: databaseUrl, STORY_REDIS_URL: redisUrl } = process.env;
  return {
    ...(databaseUrl && { DATABASE_URL: await createDatabase(databaseUrl) }),
    ...(redisUrl && { REDIS_URL: await claimRedis(redisUrl) }),
  };
}

async function createDatabase(serverUrl: string): Promise<string> {
  const name = `story_${Date.now().toString(36)}_${process.pid}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** The next of Redis's numbered databases; the first one holds the count. */
async function claimRedis(serverUrl: string): Promise<string> {
  const redis = new Redis(serverUrl);
  const number = await redis.incr('claimed');
  await redis.quit();
  return `${serverUrl}/${number}`;
}
