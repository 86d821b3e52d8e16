import { createDeviceValues } from './device-values.ts';
import type { Drawn } from './drawn.ts';
import { type ActingFault, type FaultCause, sizeOf } from './faults.ts';
import { createPinged, type PingWay } from './ping-values.ts';
import type { PlannedDevice, PlannedNetwork } from './plan.ts';
import { createOutside, type SimulatedLink } from './simulated-link.ts';
import { type PortCounters, pingLine, snmpLines } from './telegraf-lines.ts';

/** What is sent of a device after one poll. */
export interface PolledLines {
  /** Null when the device did not answer in time. */
  snmp: string | null;
  ping: string;
}

export interface SimulatedDevice {
  /** `at` is when it is asked, in milliseconds since 1970, so many seconds after the poll before. */
  poll(at: number, dtS: number, acting: readonly ActingFault[]): PolledLines;
}

/** A device does not answer in time now and then, and sometimes twice. */
const [missedShare, twiceShare] = [0.004, 0.12];
/** From so much on a processor is too busy to answer soon. */
const busyFrom = 75;

/** `links` are all links of the network, in the order of its plan; they have moved on before the device is asked. */
export function createDevice(
  device: PlannedDevice,
  network: PlannedNetwork,
  links: readonly SimulatedLink[],
  drawn: Drawn,
): SimulatedDevice {
  const { levels, chance } = drawn;
  const valuesAt = createDeviceValues(device, drawn);
  const ping = createPinged(drawn);
  const ports = portsOf(device, network, links, drawn);
  const path = network.pathTo.get(device.name)!;
  const answersInMs = 20 + 180 * levels();
  let missed = 0;

  function wayTo(busyPct: number): PingWay {
    const way = { delayMs: 0, waitMs: 0, loss: 0, busyPct };
    for (const index of path) {
      way.delayMs += 2 * network.links[index]!.delayMs;
      way.waitMs += links[index]!.waitMs;
      way.loss = 1 - (1 - way.loss) * (1 - links[index]!.loss);
    }
    return way;
  }

  function isMissed(): boolean {
    if (missed > 0) missed -= 1;
    else if (chance() < missedShare) missed = chance() < twiceShare ? 2 : 1;
    return missed > 0;
  }

  return {
    poll(at, dtS, acting) {
      for (const { step } of ports) step?.(at, dtS);
      const of = (cause: FaultCause) => sizeOf(acting, cause);
      const values = valuesAt(at, dtS, { busier: of('cpu_overload'), fuller: of('memory_leak') });
      const busyPct = Math.max(...values.processors);
      const answersAt = at + answersInMs + 300 * chance() + (busyPct > busyFrom ? 400 * chance() : 0);
      const counters = ports.map((port) => port.counters);
      return {
        snmp: isMissed() ? null : snmpLines(device, values, counters, answersAt),
        ping: pingLine(device, ping(wayTo(busyPct)), at + 4_000 + 300 * chance()),
      };
    },
  };
}

interface SimulatedPort {
  counters: PortCounters;
  /** Null where a link moves it on. */
  step: ((at: number, dtS: number) => void) | null;
}

function portsOf(
  device: PlannedDevice,
  network: PlannedNetwork,
  links: readonly SimulatedLink[],
  drawn: Drawn,
): SimulatedPort[] {
  return device.ports.map((port) => {
    const isEnd = (end: { device: string; port: string }) => end.device === device.name && end.port === port.name;
    const index = network.links.findIndex(({ a, b }) => isEnd(a) || isEnd(b));
    if (index < 0) return createOutside(port, drawn);
    const { there, back } = links[index]!;
    const isNear = isEnd(network.links[index]!.a);
    const [sent, received] = isNear ? [there, back] : [back, there];
    return { counters: { sent: sent.counters, received: received.counters }, step: null };
  });
}
