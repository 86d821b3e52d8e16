import type { NetworkSpec } from '../../network/spec.ts';
import type { MeasuredDevice, MeasuredProbe } from '../../network/telemetry/line-protocol.ts';
import { bare } from '../lab-spec.ts';
import { labFolder } from '../lab-state.ts';
import { initOf, run } from '../network/run.ts';
import { type AgentAnswer, agentQuestion, parseAgentAnswer } from './agent-answer.ts';
import { createBusyShare, createRate, type Rate } from './rates.ts';
import { startPings } from './start-pings.ts';

/** What is measured of the devices of a running lab. */
export interface Telemetry {
  read(now: number): MeasuredDevice[];
  close(): void;
}

/** Begins to ping and to ask the agents of all devices once a second. Pings cost the device nothing, and pass before other work. */
export function startTelemetry(spec: NetworkSpec): Telemetry {
  const devices = Object.keys(spec.devices).map((device) => watchDevice(spec, device));
  return {
    read: (now) => devices.map((device) => device.read(now)),
    close() {
      for (const device of devices) device.close();
    },
  };
}

function watchDevice(spec: NetworkSpec, device: string) {
  const own = spec.devices[device]!;
  const neighbours = new Map(
    spec.links.flatMap(({ a, b, capacityMbps }) =>
      [
        [a, b],
        [b, a],
      ].flatMap(([near, far]) =>
        near!.device === device ? [[bare(far!.address), { name: near!.interface, capacityMbps }] as const] : [],
      ),
    ),
  );
  const ports = startPings(device, [...neighbours.keys()]);
  const service = startPings(
    device,
    own.probes.map((probe) => spec.devices[probe]!.routerId),
    { source: own.routerId },
  );
  const agent = watchAgent(bare(own.management.address));
  return {
    read(now: number): MeasuredDevice {
      const heard = agent.read(now);
      const interfaces = [...neighbours].map(([address, { name, capacityMbps }]) => ({
        interface: name,
        ...ports.read(address, now),
        bandwidthMbps: capacityMbps,
        ...heard.port(name, now),
      }));
      const worst = worstOf([...service.targets].map((target) => service.read(target, now)));
      const silent = initOf(device) === undefined;
      return { device, silent, cpuPct: heard.cpuPct, memoryPct: heard.memoryPct, service: worst, interfaces };
    },
    close() {
      for (const each of [ports, service, agent]) each.close();
    },
  };
}

/** The slowest target counts; a target that is not known yet says nothing. */
function worstOf(readings: readonly MeasuredProbe[]): MeasuredProbe {
  const most = (of: (reading: MeasuredProbe) => number | null) => {
    const known = readings.map(of).filter((value) => value !== null);
    return known.length > 0 ? Math.max(...known) : null;
  };
  return {
    latencyMs: most(({ latencyMs }) => latencyMs),
    jitterMs: most(({ jitterMs }) => jitterMs),
    packetLossPct: most(({ packetLossPct }) => packetLossPct),
  };
}

function watchAgent(address: string) {
  const cpu = createBusyShare();
  const counters = new Map<string, { octets: Rate; packets: Rate; errors: Rate }>();
  let last: { answer: AgentAnswer; at: number } | undefined;
  let asking = false;

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    // The client would make a folder of its own on this machine.
    const question = ['env', `SNMP_PERSISTENT_DIR=${labFolder}/snmp-client`, ...agentQuestion(address)];
    const answer = await run(question, 5000).then(parseAgentAnswer, () => undefined);
    asking = false;
    if (!answer) return;
    const at = Date.now();
    last = { answer, at };
    if (answer.ticks) cpu.hear(answer.ticks, at);
    for (const [name, port] of Object.entries(answer.ports)) {
      const rates = counters.get(name) ?? { octets: createRate(), packets: createRate(), errors: createRate() };
      counters.set(name, rates);
      rates.octets.hear(port.inOctets, at);
      rates.packets.hear(port.inPackets, at);
      rates.errors.hear(port.inErrors, at);
    }
  }
  const timer = setInterval(() => void ask(), 1000);

  return {
    read(now: number) {
      const fresh = last && now - last.at < 5000 ? last.answer : undefined;
      const memory = fresh?.memory;
      return {
        cpuPct: cpu.read(now),
        memoryPct: memory ? 100 * (1 - memory.freeKb / memory.totalKb) : null,
        port(name: string, at: number) {
          const rates = counters.get(name);
          const octets = rates?.octets.read(at) ?? null;
          const [packets, errors] = [rates?.packets.read(at) ?? 0, rates?.errors.read(at) ?? 0];
          return {
            operUp: fresh?.ports[name]?.up ?? null,
            receivedMbps: octets === null ? null : (octets * 8) / 1e6,
            errorRatePct: fresh === undefined ? null : packets + errors > 0 ? (100 * errors) / (packets + errors) : 0,
          };
        },
      };
    },
    close: () => clearInterval(timer),
  };
}
