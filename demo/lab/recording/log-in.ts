import { readFileSync } from 'node:fs';
import ssh2 from 'ssh2';
import { bare, loadLabSpec } from '../lab-spec.ts';
import { accounts, labFiles } from '../lab-state.ts';
import { sleep } from '../network/run.ts';

/** Logs in to a device, looks at its routes, and stays for some seconds, as a person would. */
export async function logIn(device: string, seconds: number): Promise<void> {
  const client = new ssh2.Client();
  const host = bare(loadLabSpec().devices[device]!.management.address);
  await new Promise<void>((resolve, reject) => {
    client.on('ready', resolve).on('error', reject);
    client.connect({ host, username: accounts.change, privateKey: readFileSync(labFiles.key, 'utf8') });
  });
  try {
    await new Promise<void>((resolve, reject) => {
      client.shell({ term: 'dumb' }, (error, channel) => {
        if (error) return reject(error);
        channel.write('show ip route\n');
        channel.on('data', () => undefined);
        resolve();
      });
    });
    await sleep(seconds * 1000);
  } finally {
    client.end();
  }
}
