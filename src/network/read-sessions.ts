import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import { describeError, isRetryable, NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { DeviceLock } from './device-lock.ts';
import type { Guard } from './guard.ts';
import { judgeReading, proofOf } from './line-proof.ts';
import { type Rendered, renderLine } from './line-template.ts';
import type { ParameterContext, Parameters } from './parameter-types.ts';
import { maskSecrets } from './parsing/secrets.ts';
import { findLogin, type Opener, type SpokenDevice, spokenDevice } from './session-opening.ts';
import type { Connection } from './transport/ssh.ts';
import { type Fact, findCommand, type ReadCommand, type Vendor } from './vendor.ts';

/**
 * "refused": the catalogue or the guard does not allow it. "failed": the device did not answer; `code` and `retryable` say why. `text` is
 * clean, without secrets, and still untrusted: it is for people, models get `facts`.
 */
export type ReadResult =
  | { outcome: 'ok'; facts: Fact[]; text: string; at: number }
  | { outcome: 'refused'; by: string; reason: string }
  | { outcome: 'failed'; code: string; reason: string; retryable: boolean };

/** What diagnosis gets: reading, and nothing else. */
export interface ReadSessions {
  /** Runs one command of the vendor's catalogue with the reading account. Never throws for a device that does not answer. */
  read(device: string, commandId: string, parameters?: Parameters): Promise<ReadResult>;
  /** The catalogue of a device; empty for an unknown device or platform. */
  commands(device: string): readonly ReadCommand[];
}

interface ReadOptions {
  topology: Topology;
  vendors: readonly Vendor[];
  guard: Guard;
  opener: Opener;
  lock: DeviceLock;
  clock: Clock;
  log: Log;
  idleMs: number;
}

export function createReadSessions(options: ReadOptions): ReadSessions & { close(): void } {
  const { topology, vendors, guard, clock, log, lock } = options;
  const kept = createKeptConnections(options);

  async function ask(
    spoken: SpokenDevice,
    command: ReadCommand,
    line: string,
    parameters: Parameters,
  ): Promise<ReadResult> {
    const { device, vendor } = spoken;
    const login = findLogin(vendor, command.login);
    const silenceMs = proofOf(login, line)?.silenceMs;
    try {
      const answer = await lock.hold(device.name, () =>
        kept.with(spoken, command.login, (open) => open.run(line, { silenceMs })),
      );
      const { text } = answer;
      const verdict = judgeReading(vendor, login, line, answer);
      if (verdict.outcome === 'refused') {
        const reason = `${device.name} refused the command: ${verdict.reason}`;
        return { outcome: 'failed', code: 'device-refused', reason, retryable: false };
      }
      if (verdict.outcome === 'unproven') {
        const reason = `${device.name}: ${verdict.reason}`;
        return { outcome: 'failed', code: 'answer-cut', reason, retryable: true };
      }
      return { outcome: 'ok', facts: command.parse(text, parameters), text: maskSecrets(text), at: clock() };
    } catch (error) {
      const code = error instanceof NocturneError ? error.code : 'device-failed';
      log.warn({ device: device.name, command: command.id, code }, 'device could not be read');
      return { outcome: 'failed', code, reason: describeError(error), retryable: isRetryable(error) };
    }
  }

  return {
    commands: (name) => spokenDevice(topology, vendors, name)?.vendor.catalogue ?? [],
    close: () => kept.close(),
    async read(name, commandId, parameters = {}) {
      const spoken = spokenDevice(topology, vendors, name);
      if (!spoken) return refused('platform', `${name} is not in the inventory or has no supported platform`);
      const { vendor } = spoken;
      const command = findCommand(vendor, commandId);
      if (!command) return refused('catalogue', `${vendor.title} has no catalogue command of this name`);
      const rendered = renderCommand(command, parameters, { topology, device: name, processes: vendor.processes });
      if (!rendered.ok) return refused('parameters', rendered.reason);
      const { line } = rendered;
      const asked = {
        vendor: vendor.id,
        login: command.login,
        phase: 'read',
        line,
        context: { device: name },
      } as const;
      const checked = guard.check(asked);
      return checked.ok ? ask(spoken, command, line, parameters) : refused(checked.by, checked.reason);
    },
  };
}

const refused = (by: string, reason: string): ReadResult => ({ outcome: 'refused', by, reason });

/** All parameters are checked, also those that only the parser uses. */
function renderCommand(command: ReadCommand, parameters: Parameters, context: ParameterContext): Rendered {
  const unknown = Object.keys(parameters).find((name) => !Object.hasOwn(command.parameters, name));
  if (unknown !== undefined) return { ok: false, reason: `${command.id} has no parameter of that name` };
  const gaps = Object.keys(command.parameters).map((name) => `{{${name}}}`);
  const valid = renderLine({ text: gaps.join(' '), parameters: command.parameters }, parameters, context);
  return valid.ok ? renderLine({ text: command.line, parameters: command.parameters }, parameters, context) : valid;
}

/** Reading connections stay open for a while, because a handshake costs more than a command. */
function createKeptConnections({ opener, idleMs }: ReadOptions) {
  const idle = new Map<string, { connection: Connection; timer: NodeJS.Timeout }>();

  function take(key: string): Connection | undefined {
    const found = idle.get(key);
    if (found) clearTimeout(found.timer);
    idle.delete(key);
    return found?.connection.open ? found.connection : undefined;
  }

  function keep(key: string, connection: Connection): void {
    const timer = setTimeout(() => take(key)?.close(), idleMs);
    timer.unref();
    idle.set(key, { connection, timer });
  }

  return {
    async with<T>(spoken: SpokenDevice, login: string, work: (connection: Connection) => Promise<T>): Promise<T> {
      const key = `${spoken.device.name}\t${login}`;
      const connection = take(key) ?? (await opener.open(spoken, login, 'read'));
      try {
        const result = await work(connection);
        keep(key, connection);
        return result;
      } catch (error) {
        connection.close();
        throw error;
      }
    },
    close() {
      for (const key of [...idle.keys()]) take(key)?.close();
    },
  };
}
