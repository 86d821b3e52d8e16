import { drawFor } from './drawn.ts';
import { actingAt, type PlannedFault } from './faults.ts';
import type { PlannedNetwork } from './plan.ts';
import { createDevice } from './simulated-device.ts';
import { createLink } from './simulated-link.ts';

/** What Telegraf sends at one moment, milliseconds since 1970, in line protocol with nanoseconds. */
export interface Delivery {
  at: number;
  lines: string;
}

export interface SimulationOptions {
  /** Of what the devices and links are like. */
  seed: number;
  /** Another number is another day of the same network. */
  day?: number;
  everySeconds: number;
  startAt: number;
  until: number;
  faults: readonly PlannedFault[];
}

/** Telegraf sends when its interval has passed, and ping takes five seconds of it. */
const [snmpSentMs, pingSentMs] = [1_000, 5_200];
/** Of the numbers that belong to devices, behind those of links. */
const firstDevice = 500;

/**
 * Telegraf's lines of a network, in the order in which they are sent: those of SNMP as soon as the slowest device has answered, those of ping when all pings
 * are over. The same options give the same lines.
 */
export function* simulateNetwork(network: PlannedNetwork, options: SimulationOptions): Generator<Delivery> {
  const { seed, day = 0, everySeconds, startAt, until, faults } = options;
  const links = network.links.map((link, i) => createLink(link, drawFor(seed, day, i)));
  const devices = network.devices.map((device, i) => ({
    name: device.name,
    ...createDevice(device, network, links, drawFor(seed, day, firstDevice + i)),
  }));
  for (let at = startAt; at < until; at += 1000 * everySeconds) {
    const acting = actingAt(faults, at);
    const of = (where: number | string) => acting.filter((fault) => fault.where === where);
    for (const [i, link] of links.entries()) link.step(at, everySeconds, of(i));
    const polled = devices.map(({ name, poll }) => poll(at, everySeconds, of(name)));
    const snmp = polled.flatMap((one) => one.snmp ?? []);
    if (snmp.length > 0) yield { at: at + snmpSentMs, lines: snmp.join('\n') };
    yield { at: at + pingSentMs, lines: polled.map(({ ping }) => ping).join('\n') };
  }
}
