import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Config } from '../../config.ts';
import { type Finding, ok, problem, thrownProblem } from './finding.ts';

const connectWithinMs = 3_000;

/** Whether the ports are free on which a bot would listen. `running` when one listens there already. */
export async function checkPorts({ web, slack }: Config, running: boolean): Promise<Finding[]> {
  if (running) return [];
  const findings = [await checkPort('port for telemetry', web.host, web.port, 'web.port')];
  if (slack.mode === 'http') {
    findings.push(await checkPort('port for Slack', slack.httpHost, slack.httpPort, 'slack.httpPort'));
  }
  return findings;
}

async function checkPort(subject: string, host: string, port: number, key: string): Promise<Finding> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return ok(subject, `${host}:${port} is free`);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const todo =
      code === 'EADDRINUSE' ? `stop the other program, or choose another ${key}` : `correct ${key} and its host`;
    return problem(subject, `${host}:${port} can't be listened on (${code})`, todo);
  } finally {
    server.close();
  }
}

/** Whether something answers at the address of a URL. */
export async function checkReachable(subject: string, url: string, standardPort: number): Promise<Finding> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) || standardPort, timeout: connectWithinMs });
  try {
    await Promise.race([
      once(socket, 'connect'),
      once(socket, 'timeout').then(() => Promise.reject(new Error('no answer'))),
    ]);
    return ok(subject, `${hostname} answers`);
  } catch (thrown) {
    return thrownProblem(subject, thrown, 'check the address and that the server is up');
  } finally {
    socket.destroy();
  }
}
