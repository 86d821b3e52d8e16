import { stringify } from 'yaml';
import type { NetworkSpec } from './spec.ts';
import { initialConfig } from './world/device-config.ts';

export interface ManagementEndpoint {
  address: string;
  port: number;
  /** OpenSSH public key line. */
  hostKey: string;
}

/** The text of topology.yaml: devices with their interfaces, and links. `management` is left out where no endpoint is given. */
export function renderTopology(
  spec: NetworkSpec,
  endpoints: ReadonlyMap<string, ManagementEndpoint> = new Map(),
): string {
  const devices = Object.entries(spec.devices).map(([name, device]) => {
    const { platform, role, site, tags } = device;
    const interfaces = Object.values(initialConfig(spec, name).interfaces).map(
      (config) => [config.name, { description: config.description, address: config.address }] as const,
    );
    const management = endpoints.get(name);
    return [
      name,
      { platform, role, site, tags, ...(management && { management }), interfaces: Object.fromEntries(interfaces) },
    ] as const;
  });
  const links = spec.links.map(
    ({ name, a, b, capacityMbps }) =>
      [name, { a: `${a.device}:${a.interface}`, b: `${b.device}:${b.interface}`, capacityMbps }] as const,
  );
  return stringify({ devices: Object.fromEntries(devices), links: Object.fromEntries(links) }, { lineWidth: 0 });
}
