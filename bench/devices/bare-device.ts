import type { CliSession } from '../../demo/network/cli/session.ts';
import type { Accounts } from '../../demo/network/ssh/accounts.ts';
import type { DeviceLog } from '../../demo/network/ssh/device-log.ts';
import { openDeviceLog } from '../../demo/network/ssh/device-log.ts';
import { generateKeyPair } from '../../demo/network/ssh/generate-key.ts';
import { serveDevice } from '../../demo/network/ssh/server.ts';
import { NocturneError } from '../../src/errors.ts';
import type { Vendor } from '../../src/network/vendor.ts';

/** A device that takes every line, answers what it is told to answer, and logs all it got. */
export interface BareDevice {
  name: string;
  address: string;
  port: number;
  hostKey: string;
  log: DeviceLog;
  /** What it says to every line from now on; the line itself is not repeated in it. */
  answer(text: string): void;
  close(): Promise<void>;
}

/** Starts a bare device with a prompt that this vendor's declaration knows. */
export async function startBareDevice(options: {
  name: string;
  vendor: Vendor;
  accounts: Accounts;
  logDir: string;
}): Promise<BareDevice> {
  const { name, vendor, accounts } = options;
  const log = openDeviceLog(options.logDir, name);
  const hostKey = generateKeyPair(name);
  const prompt = promptOf(vendor, name);
  let text = '';
  let sessions = 0;
  const record = (line: string, user: string, session: string) => {
    const at = new Date().toISOString();
    log.append({ at, user, session, line, effect: 'read', accepted: true, outputBytes: Buffer.byteLength(text) });
  };
  const openCli = (): CliSession => ({
    banner: '',
    prompt: () => prompt,
    execute: () => ({ output: text, accepted: true, effect: 'read' }),
    leaveConfig: () => undefined,
    continuations: () => [],
    pageLines: () => 0,
  });
  const server = await serveDevice({
    accounts,
    hostKey,
    newSessionId: () => `${name}-${++sessions}`,
    login: {
      isDown: () => false,
      delayMs: () => 0,
      openCli,
      run(session, line, { user, id }) {
        if (line.trim() !== '') record(line.trim(), user, id);
        return session.execute(line);
      },
      runCommand(line, { user, id }) {
        if (user !== 'svc') return null;
        record(line.trim(), user, id);
        return { output: text, exitCode: 0, effect: 'read' };
      },
    },
  });
  return {
    name,
    ...{ address: server.address, port: server.port, hostKey: hostKey.publicKey, log },
    answer(next) {
      text = next === '' || next.endsWith('\n') ? next : `${next}\n`;
    },
    close: () => server.close(),
  };
}

function promptOf(vendor: Vendor, name: string): string {
  const shells = Object.values(vendor.logins).filter(({ channel }) => channel === 'shell');
  const candidates = [`${name}# `, `${name}#`, `${name}> `, `admin@${name}> `];
  const found = candidates.find((candidate) => shells.every(({ prompt }) => prompt.test(candidate)));
  if (found !== undefined) return found;
  throw new NocturneError('prompt-unknown', `No prompt of a bare device fits the declaration of ${vendor.title}`, {
    hint: 'add one to bench/devices/bare-device.ts',
  });
}
