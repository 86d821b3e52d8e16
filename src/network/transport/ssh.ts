import { type Algorithms, Client, type ServerHostKeyAlgorithm } from 'ssh2';
import type { ManagementAddress } from '../../domain/device.ts';
import { NocturneError } from '../../errors.ts';
import { cleanText } from '../untrusted.ts';
import { type Answer, type LineLimits, lost } from './answer.ts';
import { runExec } from './exec.ts';
import { createLoginMethods, type LoginMethods } from './login-methods.ts';
import { openShell } from './shell.ts';

export type { Answer, LineLimits } from './answer.ts';

/** One account. Exactly one of `password` and `privateKey` (OpenSSH or PEM text). */
export interface Credential {
  username: string;
  password?: string;
  privateKey?: string;
}

/** `hostKey` is the OpenSSH public key line that the device must present. */
export interface SshTarget extends ManagementAddress {
  /** Name for messages. */
  device: string;
}

export interface SshOptions {
  target: SshTarget;
  credential: Credential;
  /** "shell" with a prompt opens a terminal; "exec" sends each line as a request of its own. */
  login: { channel: 'shell' | 'exec'; prompt: RegExp; nameLength?: number };
  limits: LineLimits;
  connectTimeoutMs?: number;
  keepaliveMs?: number;
}

/**
 * An open connection. `run` sends one line and gives the whole answer, or throws when the answer did not come to its end; a failed `run` leaves
 * the connection unusable. `silenceMs` is for lines at which the device may be silent for longer than the limits say.
 */
export interface Connection {
  run(line: string, options?: { silenceMs?: number }): Promise<Answer>;
  readonly open: boolean;
  close(): void;
}

/**
 * Connects over SSH. The device must present exactly the key of the inventory; without one nothing is opened. Throws coded errors:
 * `host-key-missing`, `host-key-mismatch`, `login-refused` (not retryable), `device-unreachable`, `session-lost`, `session-timeout`
 * (retryable), `output-too-long`.
 */
export async function connectSsh(options: SshOptions): Promise<Connection> {
  const { target } = options;
  const key = readHostKey(target);
  const client = await connectClient(options, key);
  const state = { open: true };
  client.on('close', () => {
    state.open = false;
  });
  client.on('error', () => {
    state.open = false;
  });
  const close = () => {
    state.open = false;
    client.end();
  };
  try {
    const { limits } = options;
    const run: Runner =
      options.login.channel === 'shell'
        ? await shellRunner(client, options)
        : (line, silenceMs) => runExec(client, line, limits, silenceMs);
    return {
      get open() {
        return state.open;
      },
      close,
      async run(line, { silenceMs = limits.timeoutMs } = {}) {
        if (!state.open) throw named(lost(), target.device);
        try {
          return await run(line, silenceMs);
        } catch (error) {
          close();
          throw named(error, target.device);
        }
      },
    };
  } catch (error) {
    close();
    throw named(error, target.device);
  }
}

interface HostKey {
  algorithm: string;
  blob: Buffer;
}

function readHostKey({ hostKey, device }: SshTarget): HostKey {
  const [algorithm, encoded] = hostKey?.trim().split(/\s+/) ?? [];
  if (!algorithm || !encoded) {
    throw new NocturneError('host-key-missing', `The inventory has no host key for ${device}`, {
      hint: 'add management.hostKey to the inventory; ssh-keyscan prints it, compare it on the console of the device',
    });
  }
  return { algorithm, blob: Buffer.from(encoded, 'base64') };
}

function connectClient(options: SshOptions, key: HostKey): Promise<Client> {
  const { target, credential } = options;
  const client = new Client();
  const methods = createLoginMethods(credential);
  let mismatch = false;
  const failure = (error: Error & { level?: string }) => connectError(error, target, { mismatch, methods });
  return new Promise((resolve, reject) => {
    // Lines are short and answers follow them: waiting to fill a packet costs 40 ms each way.
    client.once('connect', () => client.setNoDelay(true));
    client.once('ready', () => resolve(client));
    // Not once: a socket that breaks before the handshake is told of twice, and an error that nobody hears ends the process.
    client.on('error', (error: Error & { level?: string }) => reject(failure(error)));
    client.once('close', () => reject(failure(new Error('closed'))));
    // Some devices ask for the password in a dialogue only. Whatever else they ask is not answered.
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) =>
      answer(prompts.length === 1 ? [credential.password ?? ''] : []),
    );
    client.connect({
      host: target.address,
      port: target.port,
      username: credential.username,
      password: credential.password,
      privateKey: credential.privateKey,
      authHandler: methods.next,
      tryKeyboard: true,
      readyTimeout: options.connectTimeoutMs ?? 10_000,
      keepaliveInterval: options.keepaliveMs ?? 10_000,
      keepaliveCountMax: 3,
      algorithms: algorithmsFor(key),
      hostVerifier: (presented: Buffer) => {
        mismatch = !presented.equals(key.blob);
        return !mismatch;
      },
    });
  });
}

/** Asks for the kind of key that the inventory holds; a device with several keys would otherwise present another one. */
function algorithmsFor({ algorithm }: HostKey): Algorithms {
  const wanted = algorithm === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [algorithm];
  return { serverHostKey: wanted as ServerHostKeyAlgorithm[] };
}

function connectError(
  error: Error & { level?: string },
  target: SshTarget,
  { mismatch, methods }: { mismatch: boolean; methods: LoginMethods },
): NocturneError {
  const { device } = target;
  if (mismatch) {
    return new NocturneError(
      'host-key-mismatch',
      `${device} presented a host key that is not the one in the inventory`,
      {
        hint: 'find out why before you change the inventory: someone may be intercepting the connection',
      },
    );
  }
  if (error.level === 'client-authentication') {
    const offered = methods.offered().join(', ');
    const ways = offered === '' ? '' : `; it offers ${cleanText(offered)}`;
    return new NocturneError('login-refused', `${device} refused the login${ways}`, { hint: 'check the credential' });
  }
  return new NocturneError('device-unreachable', `${device} can't be reached over SSH: ${error.message}`, {
    retryable: true,
    cause: error,
  });
}

type Runner = (line: string, silenceMs: number) => Promise<Answer>;

function shellRunner(client: Client, { login, limits }: SshOptions): Promise<Runner> {
  return new Promise((resolve, reject) => {
    // A wide, dumb terminal: no line is wrapped and nothing is coloured.
    client.shell({ term: 'dumb', cols: 500, rows: 0 }, (error, channel) => {
      if (error) return reject(error);
      const opened = openShell(channel, login, limits);
      opened.then((shell) => resolve((line, timeoutMs) => shell.run(line, { ...limits, timeoutMs })), reject);
    });
  });
}

function named(error: unknown, device: string): NocturneError {
  if (error instanceof NocturneError) {
    const { code, message, retryable, hint } = error;
    return new NocturneError(code, `${device}: ${message}`, { retryable, hint, cause: error });
  }
  const text = error instanceof Error ? error.message : String(error);
  return new NocturneError('session-lost', `${device}: ${text}`, { retryable: true, cause: error });
}
