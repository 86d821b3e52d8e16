import type { Device, Topology } from '../domain/device.ts';
import { NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Guard, Phase } from './guard.ts';
import { findDeviceError } from './line-proof.ts';
import { findDevice } from './topology.ts';
import type { Connection, Credential, LineLimits, SshOptions, SshTarget } from './transport/ssh.ts';
import type { Login, Vendor } from './vendor.ts';
import { findVendor } from './vendors/index.ts';

/**
 * Two accounts on every device: `read` for diagnosis, `change` for the executor alone. `operator` opens the restricted shell of systems that
 * have one. A missing account denies.
 */
export interface Credentials {
  read?: Credential;
  change?: Credential;
  operator?: Credential;
}

export interface SpokenDevice {
  device: Device;
  vendor: Vendor;
}

/** A device and its vendor, or undefined when either is unknown. */
export function spokenDevice(topology: Topology, vendors: readonly Vendor[], name: string): SpokenDevice | undefined {
  const device = findDevice(topology, name);
  const vendor = device && findVendor(vendors, device.platform);
  return device && vendor ? { device, vendor } : undefined;
}

export interface Opener {
  /** Connects with the account of this use and sends the set-up lines of the login. Throws coded errors. */
  open(spoken: SpokenDevice, login: string, use: 'read' | 'change'): Promise<Connection>;
  /** Throws `line-refused` unless the guard accepts the line. */
  demand(spoken: SpokenDevice, login: string, phase: Phase, line: string): void;
}

export function createOpener(options: {
  credentials: Credentials;
  guard: Guard;
  connect: (options: SshOptions) => Promise<Connection>;
  limits: LineLimits;
  log: Log;
}): Opener {
  const { credentials, guard, connect, limits, log } = options;

  function demand({ device, vendor }: SpokenDevice, login: string, phase: Phase, line: string): void {
    const checked = guard.check({ vendor: vendor.id, login, phase, line, context: { device: device.name } });
    if (checked.ok) return;
    log.warn({ device: device.name, guard: checked.by, phase }, 'line refused by the guard');
    throw new NocturneError('line-refused', `The guard refuses a line for ${device.name}: ${checked.reason}`, {
      detail: { guard: checked.by, all: checked.all },
    });
  }

  return {
    demand,
    async open(spoken, loginName, use) {
      const login = findLogin(spoken.vendor, loginName);
      const credential = pickCredential(credentials, login, use);
      const connection = await connect({ target: targetOf(spoken.device), credential, login, limits });
      try {
        for (const line of login.setup) {
          demand(spoken, loginName, 'setup', line);
          const { text } = await connection.run(line);
          const error = findDeviceError(login, text);
          if (error !== undefined) throw setupRefused(spoken.device.name, line, error);
        }
      } catch (error) {
        connection.close();
        throw error;
      }
      log.debug({ device: spoken.device.name, login: loginName, use }, 'session opened');
      return connection;
    },
  };
}

/** Without its set-up lines a terminal pages or wraps its answers, which then never come to their end. */
function setupRefused(device: string, line: string, error: string): NocturneError {
  return new NocturneError('device-refused', `${device} refused the set-up line "${line}": ${error}`, {
    hint: 'give the account the right to this line',
  });
}

export function findLogin(vendor: Vendor, name: string): Login {
  const login = vendor.logins[name];
  if (!login) throw new NocturneError('login-unknown', `${vendor.title} has no login ${name}`);
  return login;
}

function pickCredential(credentials: Credentials, login: Login, use: 'read' | 'change'): Credential {
  const account = login.account === 'operator' ? 'operator' : use;
  const credential = credentials[account];
  if (credential) return credential;
  throw new NocturneError('credential-missing', `There is no ${account} account for the devices`, {
    hint: `configure the ${account} account`,
  });
}

function targetOf({ name, management }: Device): SshTarget {
  if (!management) {
    throw new NocturneError('management-missing', `The inventory has no management address for ${name}`, {
      hint: 'add management.address to the inventory',
    });
  }
  return { device: name, ...management };
}
