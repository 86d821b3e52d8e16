import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';

export interface HostKey {
  privateKey: string;
  /** OpenSSH public key line. */
  publicKey: string;
}

/** The device's ed25519 host key: made at the first start, the same ever after. */
export function loadHostKey(folder: string, device: string): HostKey {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${device}.ed25519`);
  if (existsSync(path) && existsSync(`${path}.pub`)) {
    return { privateKey: readFileSync(path, 'utf8'), publicKey: readFileSync(`${path}.pub`, 'utf8').trim() };
  }
  const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment: device });
  writeFileSync(path, pair.private, { mode: 0o600 });
  writeFileSync(`${path}.pub`, `${pair.public}\n`);
  return { privateKey: pair.private, publicKey: pair.public };
}
