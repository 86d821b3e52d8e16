import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pickPort } from '../../demo/pick-port.ts';

const script = fileURLToPath(new URL('../../scripts/spark-server.sh', import.meta.url));

/** PySpark is kept for later runs. */
const folder = join(homedir(), '.cache', 'nocturne-tests', 'spark');

export interface SparkServer {
  /** For SPARK_REMOTE. */
  remote: string;
  version: string;
  /** Of the Java machine. */
  pid: number;
  close(): Promise<void>;
}

/** Exit code of the script where something is missing on the machine. */
const missingCode = 3;

/** Starts a Spark Connect server as the script does for people, or says what is missing on this machine. */
export async function startSpark(): Promise<SparkServer | { missing: string }> {
  const port = await pickPort();
  const env = { ...process.env, SPARK_FOLDER: folder, SPARK_PORT: String(port) };
  const run = (what: string) => promisify(execFile)(script, [what], { env });
  try {
    const { stdout } = await run('start');
    const pid = Number(readFileSync(join(folder, `server-${port}.pid`), 'utf8'));
    return { remote: stdout.trim(), version: 'Spark 4.1.4', pid, close: async () => void (await run('stop')) };
  } catch (thrown) {
    const { code, stderr = '' } = thrown as { code?: number; stderr?: string };
    if (code !== missingCode) throw thrown;
    return {
      missing: stderr
        .trim()
        .split('\n')
        .at(-1)!
        .replace(/^spark-server: /, ''),
    };
  }
}
