import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import { NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createDeviceLock } from './device-lock.ts';
import type { Guard, Phase } from './guard.ts';
import { judgeLine, judgeReading, proofOf, type Verdict } from './line-proof.ts';
import { maskSecrets } from './parsing/secrets.ts';
import { createReadSessions, type ReadSessions } from './read-sessions.ts';
import { type Credentials, createOpener, findLogin, type SpokenDevice, spokenDevice } from './session-opening.ts';
import { type Answer, type Connection, connectSsh, type SshOptions } from './transport/ssh.ts';
import { findCommand, type Vendor } from './vendor.ts';

export type { ReadResult, ReadSessions } from './read-sessions.ts';
export type { Credentials } from './session-opening.ts';

/** A session of the executor on one login of one device. Nobody else gets at the device until it is closed. */
export interface ChangeSession {
  /**
   * Sends one line. `accepted` is true when the device proved that it did the line, and false when it answered with an error. Throws when nobody
   * knows what became of the line: the answer did not come to its end, or proves nothing (`answer-unproven`).
   */
  send(line: string, phase: Phase): Promise<{ accepted: boolean; output: string }>;
  close(): void;
}

export interface Sessions extends ReadSessions {
  /** The same without the change account, for everybody but the executor. */
  readOnly: ReadSessions;
  /** Opens a session with the change account, or the operator account where the login says so. Throws coded errors. */
  openChange(device: string, login: string): Promise<ChangeSession>;
  /** The normalised running configuration without secrets, read with the change account. Throws coded errors. */
  snapshot(device: string): Promise<string>;
  close(): void;
}

export interface SessionsOptions {
  topology: Topology;
  vendors: readonly Vendor[];
  credentials: Credentials;
  guard: Guard;
  clock: Clock;
  log: Log;
  /** How a connection is made; tests replace it. */
  connect?: (options: SshOptions) => Promise<Connection>;
  /** How long a device may be silent over a line; lines that a vendor declares to be slow get more. */
  lineTimeoutMs?: number;
  maxBytes?: number;
  /** How long an unused reading connection stays open. */
  idleMs?: number;
  /** How long a session waits for the device to be free. */
  waitMs?: number;
}

/** Creates the sessions: one per device at a time, every line through the guard, every answer bounded and clean. */
export function createSessions(options: SessionsOptions): Sessions {
  const { topology, vendors, credentials, guard, log, connect = connectSsh } = options;
  const limits = { timeoutMs: options.lineTimeoutMs ?? 15_000, maxBytes: options.maxBytes ?? 1_000_000 };
  const lock = createDeviceLock({ waitMs: options.waitMs ?? 30_000 });
  const opener = createOpener({ credentials, guard, connect, limits, log });
  const reading = createReadSessions({ ...options, opener, lock, idleMs: options.idleMs ?? 30_000 });
  const { read, commands } = reading;

  async function openChange(name: string, loginName: string): Promise<ChangeSession> {
    const spoken = requireSpoken(topology, vendors, name);
    const release = await lock.take(name);
    try {
      const connection = await opener.open(spoken, loginName, 'change');
      return {
        async send(line, phase) {
          opener.demand(spoken, loginName, phase, line);
          const { vendor } = spoken;
          const login = findLogin(vendor, loginName);
          const answer = await connection.run(line, { silenceMs: proofOf(login, line)?.silenceMs });
          const isRead = phase === 'read';
          const verdict = isRead ? judgeReading(vendor, login, line, answer) : judgeLine(login, line, answer);
          if (verdict.outcome === 'unproven') throw unproven(name, line, verdict.reason);
          return { accepted: verdict.outcome === 'done', output: outputOf(answer, verdict) };
        },
        close() {
          connection.close();
          release();
        },
      };
    } catch (error) {
      release();
      throw error;
    }
  }

  async function snapshot(name: string): Promise<string> {
    const { vendor } = requireSpoken(topology, vendors, name);
    const command = findCommand(vendor, vendor.snapshot.command)!;
    const session = await openChange(name, command.login);
    try {
      const { accepted, output } = await session.send(command.line, 'read');
      if (!accepted)
        throw new NocturneError('device-refused', `${name} did not show its configuration: ${output.trim()}`);
      return vendor.snapshot.normalize(output);
    } finally {
      session.close();
    }
  }

  return { read, commands, readOnly: { read, commands }, openChange, snapshot, close: () => reading.close() };
}

/** A refusal without a word is told by its reason. */
function outputOf({ text }: Answer, verdict: Verdict): string {
  const output = maskSecrets(text);
  return verdict.outcome === 'refused' && output.trim() === '' ? verdict.reason : output;
}

const unproven = (device: string, line: string, reason: string) =>
  new NocturneError('answer-unproven', `${device} did not prove that it carried out "${line}": ${reason}`, {
    hint: 'look at the device: the line may or may not have taken effect',
  });

function requireSpoken(topology: Topology, vendors: readonly Vendor[], name: string): SpokenDevice {
  const spoken = spokenDevice(topology, vendors, name);
  if (spoken) return spoken;
  throw new NocturneError('platform-unknown', `${name} is not in the inventory or has no supported platform`);
}
