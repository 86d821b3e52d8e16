import type { Sample } from '../../src/domain/sample.ts';
import { createRandom, type Random } from '../../src/models/random.ts';
import { octetsToMbit } from '../../src/telemetry/mapping/built-in/units.ts';

/** A network that sends what docs/telemetry/telegraf-snmp.conf and telegraf-ping.conf ask for. */
export interface SimulatedNetwork {
  devices: number;
  /** Of each device. */
  interfaces: number;
  everySeconds: number;
  seed: number;
}

const dayMs = 86_400_000;
const mbit = 1_000;
/** Octets of a packet, on average. */
const packetOctets = 700;

/** Values as senders give them: counters are whole, rates are their quotients, processors are whole percents, and ping has nanoseconds. */
function createInterface(random: Random, seconds: number) {
  const usual = 10 ** (random() * 2.7);
  const ofTraffic = (load: number) => Math.round(((usual * load * (0.8 + 0.4 * random())) / octetsToMbit) * seconds);
  return (load: number): [metric: string, value: number][] => {
    const [inward, outward] = [ofTraffic(load), ofTraffic(load * 0.4)];
    const packets = Math.max(1, Math.round((inward + outward) / packetOctets));
    const errors = random() < 0.01 ? 1 + Math.floor(random() * 5) : 0;
    return [
      ['bandwidth_mbps', mbit],
      ['admin_up', 1],
      ['oper_up', 1],
      ['throughput_mbps', (inward * octetsToMbit) / seconds],
      ['throughput_out_mbps', (outward * octetsToMbit) / seconds],
      ['error_rate_pct', (100 * errors) / (packets + errors)],
    ];
  };
}

function createDevice(random: Random) {
  const [rtt, processor] = [1 + random() * 30, 5 + random() * 40];
  const memory = { used: 1e9 + random() * 2e9, all: 4 * 2 ** 30 };
  return (load: number): [metric: string, value: number][] => {
    const busy = Math.min(100, Math.round(processor * load * (0.7 + 0.6 * random())));
    const spread = Math.round(random() * 4e5) / 1e6;
    const lost = random() < 0.002 ? 20 : 0;
    memory.used = Math.max(0, memory.used + Math.round((random() - 0.5) * 2 ** 20));
    const mean = Math.round((rtt + spread + random() * 0.3) * 1e6) / 1e6;
    return [
      ['cpu_pct', busy],
      ['cpu_max_pct', Math.min(100, busy + Math.round(random() * 20))],
      ['memory_pct', (100 * memory.used) / memory.all],
      ['latency_ms', mean],
      ['packet_loss_pct', lost],
      ['jitter_ms', spread],
      ['ping_minimum_response_ms', mean - spread],
      ['ping_maximum_response_ms', mean + spread],
      ['ping_packets_transmitted', 5],
      ['ping_packets_received', 5 - lost / 20],
      ['ping_result_code', 0],
    ];
  };
}

/** The samples of a day that begins at `from`, in the order of their times, one delivery of all devices at a time. Busy by day, calm by night. */
export function* simulatedDay(network: SimulatedNetwork, from: number): Generator<Sample[]> {
  const { devices, interfaces, everySeconds, seed } = network;
  const senders = Array.from({ length: devices }, (_, i) => {
    const random = createRandom(seed, i);
    return {
      name: `switch-${String(i + 1).padStart(3, '0')}`,
      // A poller needs another time for each device, and not the same one at every round.
      offsetMs: random() * 500,
      jitterMs: () => Math.round(random() * 200),
      own: createDevice(random),
      ports: Array.from({ length: interfaces }, (_, port) => ({
        name: `GigabitEthernet1/0/${port + 1}`,
        values: createInterface(random, everySeconds),
      })),
    };
  });
  for (let after = 0; after < dayMs; after += everySeconds * 1000) {
    const load = 0.6 - 0.4 * Math.cos((2 * Math.PI * after) / dayMs);
    yield senders.flatMap(({ name: device, offsetMs, jitterMs, own, ports }) => {
      const at = from + after + Math.round(offsetMs) + jitterMs();
      const places: [string | null, [string, number][]][] = [
        [null, own(load)],
        ...ports.map(({ name, values }): [string, [string, number][]] => [name, values(load)]),
      ];
      return places.flatMap(([port, values]) =>
        values.map(([metric, value]): Sample => ({ at, device, interface: port, metric, value })),
      );
    });
  }
}
