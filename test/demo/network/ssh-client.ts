import ssh2 from 'ssh2';
import type { NetworkDevice } from '../../../demo/network/network.ts';

export type Credentials = { username: string; password?: string; privateKey?: string };

/** Connects and checks the host key against the one that the network announced. */
export function connect(device: NetworkDevice, credentials: Credentials): Promise<ssh2.Client> {
  const client = new ssh2.Client();
  const expected = Buffer.from(device.hostKey.split(' ')[1] ?? '', 'base64');
  return new Promise((resolve, reject) => {
    client.on('ready', () => resolve(client.setNoDelay(true)));
    client.on('error', reject);
    client.connect({
      host: device.address,
      port: device.port,
      ...credentials,
      hostVerifier: (key: Buffer) => key.equals(expected),
    });
  });
}

export function exec(client: ssh2.Client, command: string): Promise<{ output: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      let output = '';
      let code: number | null = null;
      channel.on('data', (bytes: Buffer) => {
        output += bytes.toString();
      });
      channel.on('exit', (status: number | null) => {
        code = status;
      });
      channel.on('close', () => resolve({ output, code }));
    });
  });
}

export interface Shell {
  /** Types text and waits until what has been received since ends with the prompt. */
  type(text: string, prompt: RegExp): Promise<string>;
  closed: Promise<void>;
}

export function openShell(client: ssh2.Client, rows = 24): Promise<Shell> {
  return new Promise((resolve, reject) => {
    client.shell({ rows, cols: 80, term: 'vt100' }, (error, channel) => {
      if (error) return reject(error);
      let received = '';
      let notify = () => {};
      channel.on('data', (bytes: Buffer) => {
        received += bytes.toString();
        notify();
      });
      const closed = new Promise<void>((done) => channel.on('close', () => done()));
      const type = async (text: string, prompt: RegExp) => {
        if (text !== '') channel.write(text);
        while (!prompt.test(received)) {
          await new Promise<void>((wake) => {
            notify = wake;
          });
        }
        const taken = received;
        received = '';
        return taken;
      };
      resolve({ type, closed });
    });
  });
}
