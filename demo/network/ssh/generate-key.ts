import ssh2 from 'ssh2';

export interface KeyPair {
  /** OpenSSH private key text. */
  privateKey: string;
  /** OpenSSH public key line. */
  publicKey: string;
}

/**
 * A new ed25519 key pair. About one in 256 of those that ssh2 1.17 generates is written in a form that ssh2 itself calls malformed, so each
 * is read back before it is used.
 */
export function generateKeyPair(comment: string): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    const readable = [pair.private, pair.public].every((text) => !(ssh2.utils.parseKey(text) instanceof Error));
    if (readable) return { privateKey: pair.private, publicKey: pair.public };
  }
}
