import type { Topology } from '../../src/domain/device.ts';
import { NocturneError } from '../../src/errors.ts';
import type { Phase } from '../../src/network/guard.ts';
import type { ChangeSession, Sessions } from '../../src/network/sessions.ts';
import { findDevice } from '../../src/network/topology.ts';
import type { Vendor } from '../../src/network/vendor.ts';
import { findVendor } from '../../src/network/vendors/index.ts';
import { allowed, refusedBy, type Tried } from './tried.ts';

/** Sends single lines over the executor's sessions, the only door through which a line as text could go. */
export interface LineSender {
  /** Tries every login of the device's vendor, in every phase given. Refused when all of them refuse. */
  send(device: string, line: string, phases: readonly Phase[]): Promise<Tried>;
  close(): void;
}

export function createLineSender(deps: {
  sessions: Sessions;
  vendors: readonly Vendor[];
  topology: Topology;
}): LineSender {
  const open = new Map<string, ChangeSession>();

  /** A session stays open as long as nothing was sent over it, because its next line would meet another mode. */
  async function sessionOf(device: string, login: string): Promise<ChangeSession> {
    for (const [key, other] of open) if (key !== `${device} ${login}`) drop(key, other);
    const session = open.get(`${device} ${login}`) ?? (await deps.sessions.openChange(device, login));
    open.set(`${device} ${login}`, session);
    return session;
  }

  function drop(key: string, session: ChangeSession): void {
    session.close();
    open.delete(key);
  }

  async function sendOnce(device: string, login: string, line: string, phase: Phase): Promise<Tried> {
    const session = await sessionOf(device, login);
    try {
      await session.send(line, phase);
      drop(`${device} ${login}`, session);
      return allowed(`sent as ${phase}`);
    } catch (error) {
      const { code, message, detail } = error as NocturneError;
      if (code === 'line-refused') return refusedBy(String((detail as { guard: string }).guard), message);
      drop(`${device} ${login}`, session);
      if (message.includes('holds a line break')) return refusedBy('line-break', message);
      return allowed(`sent, and then: ${message}`);
    }
  }

  return {
    async send(device, line, phases) {
      const vendor = findVendor(deps.vendors, findDevice(deps.topology, device)?.platform ?? '');
      if (!vendor) throw new NocturneError('platform-unknown', `${device} has no supported platform`);
      let last: Tried | undefined;
      for (const login of Object.keys(vendor.logins)) {
        for (const phase of phases) {
          const tried = await sendOnce(device, login, line, phase);
          if (!tried.refused) return tried;
          last ??= tried;
        }
      }
      return last!;
    },
    close() {
      for (const [key, session] of open) drop(key, session);
    },
  };
}
