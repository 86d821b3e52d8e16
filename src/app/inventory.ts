import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import type { Topology } from '../domain/device.ts';
import { describeError, isRetryable, NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import { parseHostKeys, parseTopology } from '../network/inventory.ts';
import { readNetbox } from '../network/netbox.ts';

type From = Pick<Config, 'inventory' | 'state' | 'environment'>;

/**
 * Reads the inventory from its file or from NetBox. What NetBox said is kept below the state folder, and used with a warning while NetBox
 * can't be reached. Throws `inventory-missing`, `inventory-invalid` or one of the codes of {@link readNetbox}.
 */
export async function readInventory(config: From, log: Log): Promise<Topology> {
  const { inventory, state } = config;
  if (typeof inventory === 'string') {
    return parseTopology(readText(inventory, 'write topology.yaml, or name the inventory in nocturne.yaml'), inventory);
  }
  const kept = join(state, 'inventory.json');
  try {
    const { topology, leftOut } = await askNetbox(config, inventory.netbox);
    if (leftOut.length > 0) log.warn({ leftOut }, 'parts of NetBox are left out');
    await mkdir(dirname(kept), { recursive: true });
    await writeFile(kept, JSON.stringify(topology));
    return topology;
  } catch (thrown) {
    const former = isRetryable(thrown) ? await readKept(kept) : undefined;
    if (!former) throw thrown;
    log.warn({ reason: describeError(thrown) }, 'NetBox can not be reached: the inventory of the last start is used');
    return former;
  }
}

type Netbox = Exclude<Config['inventory'], string>['netbox'];

function askNetbox({ environment }: From, { hostKeys: file, ...netbox }: Netbox) {
  const token = environment.NOCTURNE_NETBOX_TOKEN;
  if (token === undefined) {
    const hint = 'set it to a token that may view devices, interfaces, cables and addresses';
    throw new NocturneError(
      'environment-invalid',
      'NOCTURNE_NETBOX_TOKEN: is not set, and the inventory is in NetBox',
      {
        hint,
      },
    );
  }
  const text = readText(
    file,
    'write one line per device into it, `<device>: ssh-ed25519 AAAA…`: NetBox has no host keys',
  );
  return readNetbox({ ...netbox, token, hostKeys: parseHostKeys(text, file) });
}

function readText(file: string, hint: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new NocturneError('inventory-missing', `Cannot read ${file}`, { hint, cause });
  }
}

/** Undefined when nothing was kept yet. */
async function readKept(file: string): Promise<Topology | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Topology;
  } catch {
    return undefined;
  }
}
