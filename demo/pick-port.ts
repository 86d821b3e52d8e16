import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems hand out by themselves, so that no connection takes one between two starts. */
const ports = { from: 20_000, below: 32_000 };
const tries = 50;

/** A port that was free a moment ago, so that the address of a process is known before it starts and stays the same when it restarts. */
export async function pickPort(): Promise<number> {
  for (let i = 0; i < tries; i++) {
    const port = randomInt(ports.from, ports.below);
    if (await isFree(port)) return port;
  }
  throw new Error(`of ${tries} ports from ${ports.from} to ${ports.below} none is free`);
}

/** Whether a port could be listened on a moment ago. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = createServer();
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
