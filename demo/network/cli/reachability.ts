import { roundTrip } from '../world/probe.ts';
import { contains, networkOf } from '../world/routing.ts';
import type { DeviceContext, EndlessOutput } from './session.ts';

interface Target {
  device: string;
  /** A host behind the device's LAN rather than the device itself. */
  behind: boolean;
}

function findTarget({ world, device }: DeviceContext, address: string): Target | 'no-route' | 'nobody' {
  let routed = false;
  for (const state of world.devices.values()) {
    for (const config of Object.values(state.config.interfaces)) {
      const hardware = state.hardware.get(config.name);
      if (!config.address || config.shutdown || !hardware) continue;
      const isManagement = hardware.kind === 'management';
      if (config.address.split('/')[0] === address && !(isManagement && state !== device))
        return { device: state.name, behind: false };
      if (!contains(networkOf(config.address), address) || isManagement) continue;
      routed = true;
      if (hardware.kind === 'lan' && address.endsWith('.10')) return { device: state.name, behind: true };
    }
  }
  return routed ? 'nobody' : 'no-route';
}

/** Round-trip time of one packet to an address, `lost`, or `no-route`. */
export function sendEcho(context: DeviceContext, address: string): number | 'lost' | 'no-route' {
  const { world, device, random } = context;
  const target = findTarget(context, address);
  if (target === 'no-route') return target;
  if (target === 'nobody') return 'lost';
  if (target.device === device.name) return 0.03 + 0.02 * random.next();
  const there = world.path(device.name, target.device);
  const back = world.path(target.device, device.name);
  if (!there || !back) return there ? 'lost' : 'no-route';
  const trip = roundTrip({ there, back, links: world.links, devices: world.devices });
  if (random.chance(trip.lossShare)) return 'lost';
  return Math.max(0.05, trip.rttMs + trip.jitterMs * 0.5 * random.normal() + (target.behind ? 0.1 : 0));
}

/** iputils ping, a line each second until it is stopped. */
export function createPing(context: DeviceContext, address: string): EndlessOutput & { header: string } {
  const times: number[] = [];
  let sent = 0;
  const next = () => {
    sent += 1;
    const echo = sendEcho(context, address);
    if (echo === 'no-route') return sent === 1 ? 'ping: connect: Network is unreachable\n' : '';
    if (echo === 'lost') return '';
    times.push(echo);
    return `64 bytes from ${address}: icmp_seq=${sent} ttl=64 time=${threeDigits(echo)} ms\n`;
  };
  const stop = () => {
    const lossPct = sent > 0 ? Math.round((100 * (sent - times.length)) / sent) : 0;
    const counts = `${sent} packets transmitted, ${times.length} received, ${lossPct}% packet loss, time ${Math.max(0, sent - 1) * 1001}ms`;
    return `\n--- ${address} ping statistics ---\n${counts}\n${times.length > 0 ? `${spread(times)}\n` : ''}`;
  };
  return { everyMs: 1000, next, stop, header: `PING ${address} (${address}) 56(84) bytes of data.\n` };
}

/** The same, bounded: all packets at once. */
export function pingTimes(context: DeviceContext, address: string, count: number): string {
  if (sendEcho(context, address) === 'no-route') return 'ping: connect: Network is unreachable\n';
  const ping = createPing(context, address);
  return ping.header + Array.from({ length: count }, () => ping.next()).join('') + ping.stop();
}

export function traceroute(context: DeviceContext, address: string): string {
  const { world, device, random } = context;
  const target = findTarget(context, address);
  const header = `traceroute to ${address} (${address}), 30 hops max, 60 byte packets\n`;
  if (target === 'no-route') return `connect: Network is unreachable\n${header}`;
  if (target === 'nobody') return header + Array.from({ length: 30 }, (_, i) => `${hopNumber(i)}  * * *\n`).join('');
  const there = world.path(device.name, target.device) ?? [];
  const hops = there.map((edge) => edge.nextHopAddress);
  if (target.behind || hops.length === 0) hops.push(address);
  else hops[hops.length - 1] = address;
  const lines = hops.map((hop, i) => {
    const part = there.slice(0, i + 1);
    const back = part.map(
      (edge) => world.network().edges.find((other) => other.link === edge.link && other.from === edge.to) ?? edge,
    );
    const trip = roundTrip({ there: part, back: [...back].reverse(), links: world.links, devices: world.devices });
    const times = [0, 1, 2].map(() =>
      random.chance(trip.lossShare) ? '*' : `${Math.max(0.03, trip.rttMs + 0.05 * random.normal()).toFixed(3)} ms`,
    );
    return `${hopNumber(i)}  ${hop} (${hop})  ${times.join('  ')}\n`;
  });
  return header + lines.join('');
}

function hopNumber(index: number): string {
  return String(index + 1).padStart(2);
}

function threeDigits(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms >= 1 ? ms.toFixed(2) : ms.toFixed(3);
}

function spread(times: readonly number[]): string {
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const deviation = Math.sqrt(times.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / times.length);
  const figures = [Math.min(...times), mean, Math.max(...times), deviation].map((ms) => ms.toFixed(3));
  return `rtt min/avg/max/mdev = ${figures.join('/')} ms`;
}
