import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { vi } from 'vitest';
import { parseTopology } from '../../src/network/inventory.ts';
import { type Receiver, startReceiver, token } from './receiver.ts';
import { type Agent, startSnmpd } from './snmpd.ts';
import { type Filled, findTelegraf, type RunningTelegraf, startTelegraf, type Telegraf } from './telegraf.ts';

/**
 * Three devices by their addresses: this machine by its own snmpd, an agent that answers as a Cisco router does and counts errors as the test
 * says, and one that never answers.
 */
export const hosts = { edge1: '127.0.0.1', core1: '127.0.0.3', away1: '127.0.0.4' };

const ifTable = '1.3.6.1.2.1.2.2.1';
const ifXTable = '1.3.6.1.2.1.31.1.1.1';
/** Columns by the names that the configuration gives them. */
export const columns: Record<string, string> = {
  ...{ ifAdminStatus: `${ifTable}.7`, ifOperStatus: `${ifTable}.8`, ifHighSpeed: `${ifXTable}.15` },
  ...{ ifInErrors: `${ifTable}.14`, ifOutErrors: `${ifTable}.20` },
  ...{ ifInDiscards: `${ifTable}.13`, ifOutDiscards: `${ifTable}.19` },
  ...{ ifHCInOctets: `${ifXTable}.6`, ifHCOutOctets: `${ifXTable}.10` },
  ...{ ifHCInUcastPkts: `${ifXTable}.7`, ifHCOutUcastPkts: `${ifXTable}.11` },
};
export const memory: Record<string, string> = {
  ...{ memTotalReal: '1.3.6.1.4.1.2021.4.5.0', memAvailReal: '1.3.6.1.4.1.2021.4.6.0' },
  ...{ memBuffer: '1.3.6.1.4.1.2021.4.14.0', memCached: '1.3.6.1.4.1.2021.4.15.0' },
};
export const hrProcessorLoad = '1.3.6.1.2.1.25.3.3.1.2';

const cisco = [
  ...[30, 50].map((busy, core) => `override .1.3.6.1.4.1.9.9.109.1.1.1.1.7.${core + 1} uinteger ${busy}`),
  ...[300, 100].map((used, pool) => `override .1.3.6.1.4.1.9.9.48.1.1.1.5.${pool + 1} uinteger ${used}`),
  ...[500, 100].map((free, pool) => `override .1.3.6.1.4.1.9.9.48.1.1.1.6.${pool + 1} uinteger ${free}`),
  // Interface 1 is lo. snmpset has no type for counters.
  `override -rw .${ifTable}.14.1 uinteger 0`,
  `override .${ifTable}.8.1 integer 7`,
  `override .${ifXTable}.18.1 octet_str "to edge1 lo"`,
];
/** No HOST-RESOURCES-MIB and no UCD-SNMP-MIB. */
const ciscoView = [
  ...['view cisco included .1', 'view cisco excluded .1.3.6.1.2.1.25', 'view cisco excluded .1.3.6.1.4.1.2021'],
  'rocommunity public default -V cisco',
];

/** The devices, Telegraf that asks them with the configuration that ships, and what it writes to. */
export interface Polled {
  telegraf: Telegraf;
  running: RunningTelegraf;
  /** Of edge1 alone. */
  filled: Filled;
  receiver: Receiver;
  /** Names of the interfaces of this machine, by number. */
  ports: Map<string, string>;
  /** What edge1 said when it was asked, second by second. */
  truths: { at: number; values: Map<string, number | string> }[];
  /**
   * Asks edge1 once a second, and has core1 count errors, until `enough` no longer throws. snmpd knows of its processors a minute after its
   * start.
   */
  watch(enough: () => void): Promise<void>;
  close(): Promise<void>;
}

export async function startPolled(): Promise<Polled | { missing: string }> {
  const telegraf = findTelegraf();
  if ('missing' in telegraf) return telegraf;
  const edge1 = await startSnmpd(hosts.edge1, ['sysName edge1.example.net']);
  if ('missing' in edge1) return edge1;
  const core1 = (await startSnmpd(hosts.core1, ['sysName core1', ...cisco], ciscoView)) as Agent;
  const silent = createSocket('udp4').bind(0, hosts.away1);
  await once(silent, 'listening');
  const names = await edge1.walk(`${ifXTable}.1`);
  const ports = new Map([...names].map(([oid, name]) => [oid.split('.').at(-1)!, String(name)]));
  const receiver = await startReceiver(inventory([...ports.values()]));
  const env = { SNMP_COMMUNITY: 'public', NOCTURNE_URL: receiver.url, NOCTURNE_TOKEN: token };
  const filled = { conf: 'telegraf-snmp.conf', addresses: [`udp://${edge1.address}`], env };
  const others = [core1.address, `${hosts.away1}:${silent.address().port}`].map((address) => `udp://${address}`);
  const running = startTelegraf(telegraf, { ...filled, addresses: [...filled.addresses, ...others] });
  const oids = Object.values(columns).flatMap((column) => [...ports.keys()].map((port) => `${column}.${port}`));
  const truths: Polled['truths'] = [];
  const look = async () => {
    const values = await edge1.get([...oids, ...Object.values(memory)]);
    for (const [oid, load] of await edge1.walk(hrProcessorLoad)) values.set(oid, load);
    truths.push({ at: Date.now(), values });
    await core1.set(`${ifTable}.14.1`, truths.length);
  };
  return {
    ...{ telegraf, running, filled, receiver, ports, truths },
    async watch(enough) {
      await vi.waitFor(() => look().then(enough), { timeout: 240_000, interval: 1_000 });
    },
    async close() {
      await running.close();
      await receiver.close();
      silent.close();
      await edge1.close();
      await core1.close();
    },
  };
}

function inventory(interfaces: readonly string[]) {
  const ports = Object.fromEntries(interfaces.map((name) => [name, {}]));
  const devices = Object.entries(hosts).map(([name, address]) => [
    name,
    { management: { address }, interfaces: ports },
  ]);
  return parseTopology(JSON.stringify({ devices: Object.fromEntries(devices) }));
}
