import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CauseId } from '../../../src/domain/cause.ts';
import type { Place } from '../../../src/domain/place.ts';
import type { NetworkSpec } from '../../network/spec.ts';
import { bare, bgp, labHosts } from '../lab-spec.ts';
import { setCable } from '../network/cables.ts';
import { asDevice, inNetwork, start } from '../network/run.ts';
import { startTraffic } from '../network/traffic.ts';

/**
 * What can go wrong in the lab. `delay` in ms and `loss` in % are added each way; `hog` are processes of the device that spin; `leak` is one
 * that grows by so many MB a second; `scan` fills the list of the flow exporter for so long; `flood` is a BGP neighbour that announces so
 * many routes a second, and does not come back once its session was reset.
 */
export type LabFault =
  | { kind: 'delay'; link: string; ms: number }
  | { kind: 'loss'; link: string; pct: number }
  | { kind: 'hog'; device: string }
  | { kind: 'leak'; device: string; mbPerSecond: number }
  | { kind: 'scan'; device: string; seconds: number }
  | { kind: 'flood'; device: string; routesPerSecond: number };

/** The cause that telemetry should lead to. */
export const causeOfLabFault: Record<LabFault['kind'], CauseId> = {
  delay: 'latency_spike',
  loss: 'packet_loss',
  hog: 'cpu_overload',
  leak: 'memory_leak',
  scan: 'cpu_overload',
  flood: 'memory_leak',
};

/** Both ends of the link, or the device. */
export function placesOf(spec: NetworkSpec, fault: LabFault): Place[] {
  if (!('link' in fault)) return [{ device: fault.device, interface: null }];
  const { a, b } = linkOf(spec, fault.link);
  return [a, b].map((end) => ({ device: end.device, interface: end.interface }));
}

export const linkOf = (spec: NetworkSpec, name: string) => {
  const link = spec.links.find((one) => one.name === name);
  if (!link) throw new Error(`There is no link ${name}`);
  return link;
};

/** Where devices have the programs that misbehave. */
const bin = '/run/lab/bin';
/** Frames of a scan are as small as they get. */
const scan = { mbps: 1.92, bytes: 60, flows: 0 };

/** Makes something go wrong from now on. Gives what ends it; a process ends with this one at the latest. */
export async function makeFault(spec: NetworkSpec, fault: LabFault): Promise<() => Promise<void>> {
  switch (fault.kind) {
    case 'delay': {
      const { delayMs } = linkOf(spec, fault.link);
      await setCable(fault.link, 'both', { delay: delayMs + fault.ms, jitter: fault.ms * 0.03 });
      return async () => void (await setCable(fault.link, 'both', { delay: delayMs, jitter: 0 }));
    }
    case 'loss':
      await setCable(fault.link, 'both', { loss: fault.pct });
      return async () => void (await setCable(fault.link, 'both', { loss: 0 }));
    case 'hog':
      return ending(asDevice(fault.device, [`${bin}/hog`, 'cpu', '2']));
    case 'leak':
      return ending(asDevice(fault.device, [`${bin}/hog`, 'memory', String(fault.mbPerSecond)]));
    case 'scan': {
      const traffic = await startTraffic(spec, [{ from: 'AP-2', to: 'Router-A', ...scan }]);
      const over = setTimeout(traffic.close, fault.seconds * 1000);
      return async () => {
        clearTimeout(over);
        traffic.close();
      };
    }
    case 'flood':
      return ending(floodCommand(spec, fault.routesPerSecond));
  }
}

function ending(command: readonly string[]): () => Promise<void> {
  const child = start(command, { stdio: 'ignore' });
  return () => end(child);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function floodCommand(spec: NetworkSpec, routesPerSecond: number): string[] {
  const host = labHosts(spec).find(({ router }) => router === bgp.router)!;
  const program = fileURLToPath(new URL('flood-bgp.ts', import.meta.url));
  const words = [program, host.gateway, bare(host.address), String(routesPerSecond)];
  return inNetwork(host.name, [process.execPath, '--disable-warning=ExperimentalWarning', ...words]);
}

/** The flow exporter of a device: load that follows the traffic. It is no fault by itself. */
export const startFlowExporter = (device: string): (() => Promise<void>) =>
  ending(asDevice(device, [`${bin}/flow-exporter`]));
