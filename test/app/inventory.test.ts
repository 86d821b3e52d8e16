import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInventory } from '../../src/app/inventory.ts';
import { loadConfig } from '../../src/config.ts';
import { labText } from '../network/lab.ts';
import { type NetboxServer, startNetbox } from '../network/netbox-server.ts';
import { silentLog } from '../store/open-test-store.ts';

let folder: string;
let server: NetboxServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inventory-'));
  server = await startNetbox();
  await writeFile(join(folder, 'host-keys.yaml'), 'Router-A: ssh-ed25519 AAAA\n');
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function configure(inventory: unknown, env: Record<string, string> = { NOCTURNE_NETBOX_TOKEN: 'secret-token' }) {
  const file = join(folder, 'nocturne.yaml');
  await writeFile(file, JSON.stringify({ inventory }));
  return loadConfig(file, { env });
}

describe('the inventory', () => {
  it('is a file beside the configuration', async () => {
    await writeFile(join(folder, 'lab.yaml'), labText());
    expect((await readInventory(await configure('lab.yaml'), silentLog)).devices).toHaveLength(5);
  });

  it('says what to do when the file is missing', async () => {
    await expect(readInventory(await configure('none.yaml'), silentLog)).rejects.toMatchObject({
      code: 'inventory-missing',
    });
  });

  it('is NetBox when the configuration says so, with the token of the environment', async () => {
    const config = await configure({ netbox: { url: server.url } });
    const topology = await readInventory(config, silentLog);
    expect(topology.devices.map(({ management }) => management?.hostKey ?? null)).toEqual([
      'ssh-ed25519 AAAA',
      null,
      null,
      null,
    ]);
  });

  it('is what NetBox said last while NetBox is away, and nothing at the first start', async () => {
    const config = await configure({ netbox: { url: server.url } });
    server.trouble = () => 'hang-up';
    await expect(readInventory(config, silentLog)).rejects.toMatchObject({ code: 'netbox-unreachable' });
    server.trouble = () => undefined;
    const topology = await readInventory(config, silentLog);
    server.trouble = () => 'hang-up';
    expect(await readInventory(config, silentLog)).toEqual(topology);
    server.trouble = () => ({ status: 403 });
    await expect(readInventory(config, silentLog)).rejects.toMatchObject({ code: 'netbox-refused' });
  });

  it('needs a token and a file of host keys', async () => {
    const inventory = { netbox: { url: server.url } };
    await expect(readInventory(await configure(inventory, {}), silentLog)).rejects.toMatchObject({
      code: 'environment-invalid',
    });
    const other = { netbox: { url: server.url, hostKeys: 'other.yaml' } };
    await expect(readInventory(await configure(other), silentLog)).rejects.toMatchObject({
      code: 'inventory-missing',
      hint: /NetBox has no host keys/,
    });
    expect(server.requests).toEqual([]);
  });
});
