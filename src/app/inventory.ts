import { readFileSync } from 'node:fs';
import type { Topology } from '../domain/device.ts';
import { NocturneError } from '../errors.ts';
import { parseTopology } from '../network/inventory.ts';

/** Reads the inventory. Throws `inventory-missing` or `inventory-invalid`. */
export function readInventory(file: string): Topology {
  try {
    return parseTopology(readFileSync(file, 'utf8'), file);
  } catch (thrown) {
    if (thrown instanceof NocturneError) throw thrown;
    const hint = 'write topology.yaml, or name the inventory in nocturne.yaml';
    throw new NocturneError('inventory-missing', `Cannot read ${file}`, { hint, cause: thrown });
  }
}
