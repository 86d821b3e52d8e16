import { type ActingConfig, type ActingDoors, composeActing } from '../../src/app/compose/acting.ts';
import type { Changes } from '../../src/changes/changes.ts';
import { NocturneError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { type Connection, connectSsh, type SshOptions } from '../../src/network/transport/ssh.ts';
import { createProcessLocks } from '../../src/store/locks.ts';
import type { Store } from '../../src/store/store.ts';

/** A moment in the life of a process at which it can be killed. */
export type Moment =
  | { at: 'lock' | 'locked'; name: string }
  | { at: 'line' | 'line-done'; device: string; line: string }
  | { at: 'audit'; action: string };

export interface MortalProcess {
  changes: Changes;
  /** Resolves when the process was killed. */
  killed: Promise<void>;
  close(): void;
}

/**
 * The acting half of the product as one process. `dies` is asked at every moment; when it says so, nothing that the process does afterwards has
 * any effect, its locks are gone and its connections are cut. What a new process finds is the store and the devices.
 */
export function startMortalProcess(
  config: ActingConfig,
  deps: Omit<ActingDoors, 'log'> & { dies(moment: Moment): boolean },
): MortalProcess {
  const log = createLog({ level: 'silent' });
  const open = new Set<Connection>();
  let dead = false;
  let tellKilled = () => {};
  const killed = new Promise<void>((resolve) => {
    tellKilled = resolve;
  });
  const never = () => new Promise<never>(() => {});

  function meet(moment: Moment): boolean {
    if (dead || !deps.dies(moment)) return dead;
    dead = true;
    for (const connection of open) connection.close();
    tellKilled();
    return true;
  }

  /** Every call into a dead process's world waits for ever. */
  function mortal<T extends object>(object: T): T {
    return new Proxy(object, {
      get(target, key) {
        const value = target[key as keyof T] as unknown;
        if (typeof value === 'function')
          return (...given: unknown[]) => (dead ? never() : (value.apply(target, given) as unknown));
        return typeof value === 'object' && value !== null ? mortal(value) : value;
      },
    });
  }

  const locks = createProcessLocks();
  const store: Store = mortal({
    ...deps.store,
    async withLock<T>(name: string, work: (lost: AbortSignal) => Promise<T>) {
      if (meet({ at: 'lock', name })) return never();
      return locks(name, async (lost) => (meet({ at: 'locked', name }) ? never() : work(lost)));
    },
    // The database undoes what a process that is gone had not finished.
    transaction: <T>(work: Parameters<Store['transaction']>[0]) =>
      deps.store.transaction((tables) =>
        work({
          ...tables,
          audit: {
            ...tables.audit,
            async append(entry) {
              if (meet({ at: 'audit', action: entry.action })) throw new NocturneError('killed', 'The process is gone');
              return tables.audit.append(entry);
            },
          },
        }),
      ) as Promise<T>,
  });

  /** The faults of a connection that was given are those of the network, not of the process. */
  async function connect(options: SshOptions): Promise<Connection> {
    if (dead) return never();
    const connection = await (deps.connect ?? connectSsh)(options);
    const { device } = options.target;
    open.add(connection);
    return {
      get open() {
        return connection.open;
      },
      close() {
        open.delete(connection);
        connection.close();
      },
      async run(line, patience) {
        if (meet({ at: 'line', device, line })) return never();
        const answer = await connection.run(line, patience);
        return meet({ at: 'line-done', device, line }) ? never() : answer;
      },
    };
  }

  const { changes, sessions } = composeActing(config, {
    ...deps,
    ...{ store, connect, log },
    sleep: async (ms) => (dead ? never() : deps.sleep(ms)),
  });
  return {
    changes,
    killed,
    close() {
      sessions.close();
      for (const connection of open) connection.close();
    },
  };
}
