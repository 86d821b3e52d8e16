import { ipNumber } from '../world/routing.ts';
import type { DeviceContext } from './session.ts';

export interface Neighbor {
  routerId: string;
  address: string;
  localInterface: string;
  localAddress: string;
  upMs: number;
  deadMs: number;
}

/** Fully adjacent neighbours in the order of their router ids. */
export function neighborsOf({ world, device, clock, random }: DeviceContext): Neighbor[] {
  const found = world.spec.links.flatMap((link) => {
    const since = world.network().adjacentSince.get(link.name);
    const own = [link.a, link.b].find((end) => end.device === device.name);
    const peer = own === link.a ? link.b : link.a;
    if (since === undefined || !own) return [];
    return {
      routerId: world.devices.get(peer.device)?.config.ospf.routerId ?? '',
      address: plain(peer.address),
      localInterface: own.interface,
      localAddress: plain(own.address),
      upMs: Math.max(0, clock() - since),
      deadMs: Math.round(random.between(3050, 3999)),
    };
  });
  return found.sort((x, y) => ipNumber(x.routerId) - ipNumber(y.routerId));
}

function plain(address: string): string {
  return address.split('/')[0] ?? '';
}
