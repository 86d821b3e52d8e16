import { once } from 'node:events';
import { join } from 'node:path';
import { NocturneError } from '../../../src/errors.ts';
import type { NetworkSpec } from '../../network/spec.ts';
import { bare, labHosts, namespaceOf } from '../lab-spec.ts';
import { labFiles } from '../lab-state.ts';
import { start } from './run.ts';

/** UDP of a constant rate from one device to another, in frames of so many bytes, over so many flows. */
export interface TrafficDemand {
  from: string;
  to: string;
  mbps: number;
  bytes: number;
  flows: number;
}

/** The demands of the network, in frames of a thousand bytes; many flows, so that ways of equal cost share them out. */
export const usualTraffic = (spec: NetworkSpec, flows = 128): TrafficDemand[] =>
  spec.traffic.map((demand) => ({ ...demand, bytes: 1000, flows }));

/** A router's traffic is that of the host in its LAN, the traffic of any other device begins and ends at its loopback. */
export function trafficWords(spec: NetworkSpec, demands: readonly TrafficDemand[]): string[] {
  const hosts = labHosts(spec);
  const end = (device: string) => {
    const host = hosts.find(({ router }) => router === device);
    const address = host ? bare(host.address) : spec.devices[device]!.routerId;
    return `${namespaceOf(host?.name ?? device)},${address}`;
  };
  return demands.map(
    ({ from, to, mbps, bytes, flows }) => `${end(from)},${end(to)},${Math.round(mbps * 1000)},${bytes},${flows}`,
  );
}

/** Begins to send, and ends with this process at the latest. @throws NocturneError `lab-failed` with the words of the program. */
export async function startTraffic(
  spec: NetworkSpec,
  demands: readonly TrafficDemand[],
): Promise<{ close(): void; readonly running: boolean }> {
  const child = start([join(labFiles.programs, 'traffic'), ...trafficWords(spec, demands)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'exit').then(() => false);
  if (!(await Promise.race([once(child.stdout!, 'data').then(() => true), ended])))
    throw new NocturneError('lab-failed', said.trim() || 'The traffic ended at once');
  return {
    close: () => void child.kill('SIGKILL'),
    get running() {
      return child.exitCode === null && child.signalCode === null;
    },
  };
}
