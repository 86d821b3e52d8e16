import { composeDevices } from '../../src/app/compose/acting.ts';
import type { Playbook } from '../../src/changes/playbooks.ts';
import { createLog } from '../../src/log.ts';
import type { Phase } from '../../src/network/guard.ts';
import type { Sessions } from '../../src/network/sessions.ts';
import type { Vendor } from '../../src/network/vendor.ts';
import { findVendor, vendors } from '../../src/network/vendors/index.ts';
import { startThrowAwayNetwork, type ThrowAwayNetwork } from '../devices/throw-away-network.ts';
import type { CorpusEntry } from './corpus-entry.ts';
import { type Desk, openDesk } from './desk.ts';
import { createLineSender, type LineSender } from './line-sender.ts';
import type { Tried } from './tried.ts';

/** The product around throw-away devices, with some guards off. */
export interface SafetyWorld {
  vendors: readonly Vendor[];
  playbooks: readonly Playbook[];
  devices: ThrowAwayNetwork;
  sessions: Sessions;
  lines: LineSender;
  /** Slack, approval and execution; opened when it is asked for first. */
  desk(): Promise<Desk>;
  isOn(guard: string): boolean;
  /** The vendor that an entry names, the first one when it names none; undefined for one that is not spoken. */
  vendorOf(entry: { vendor?: string | undefined }): Vendor | undefined;
  close(): Promise<void>;
}

/** One way in: hands an input to the product and tells what became of it. */
export type Try = (entry: CorpusEntry, world: SafetyWorld) => Promise<Tried>;

/** Why a line may be sent, by where it comes from. */
export const phasesOf = {
  exec: ['read', 'setup'],
  config: ['change', 'undo', 'confirm', 'timer'],
} as const satisfies Record<string, readonly Phase[]>;

export const silentLog = createLog({ level: 'silent' });

export async function openSafetyWorld(without: readonly string[]): Promise<SafetyWorld> {
  const isOn = (guard: string) => !without.includes(guard);
  const devices = await startThrowAwayNetwork(vendors);
  const { topology, credentials } = devices;
  const config = { accounts: credentials, devices: { answerSeconds: 1.5 } };
  const reach = composeDevices(config, { topology, log: silentLog, clock: Date.now, without });
  const { playbooks, sessions } = reach;
  const lines = createLineSender({ sessions, vendors, topology });
  let opened: Promise<Desk> | undefined;
  const desk = () => {
    opened ??= openDesk({ ...reach, topology, isOn });
    return opened;
  };
  return {
    ...{ vendors, playbooks, devices, sessions, lines, desk, isOn },
    vendorOf: ({ vendor }) => (vendor === undefined ? vendors[0] : findVendor(vendors, vendor)),
    async close() {
      lines.close();
      sessions.close();
      await (await opened)?.close();
      await devices.close();
    },
  };
}
