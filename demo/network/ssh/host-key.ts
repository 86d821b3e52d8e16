import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyPair } from './generate-key.ts';
import { generateKeyPair } from './generate-key.ts';

/** The device's ed25519 host key: made at the first start, the same ever after. */
export function loadHostKey(folder: string, device: string): KeyPair {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${device}.ed25519`);
  if (existsSync(path) && existsSync(`${path}.pub`)) {
    return { privateKey: readFileSync(path, 'utf8'), publicKey: readFileSync(`${path}.pub`, 'utf8').trim() };
  }
  const pair = generateKeyPair(device);
  writeFileSync(path, pair.privateKey, { mode: 0o600 });
  writeFileSync(`${path}.pub`, `${pair.publicKey}\n`);
  return pair;
}
