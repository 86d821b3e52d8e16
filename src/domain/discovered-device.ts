/** A device as far as lines tell of it. */
export interface DiscoveredDevice {
  name: string;
  /** Addresses under which it was asked, the first first. */
  addresses: string[];
  interfaces: Map<string, DiscoveredInterface>;
  /** What stands at the other end of its interfaces, as LLDP tells. */
  neighbours: { interface: string; device: string; port: string }[];
}

export interface DiscoveredInterface {
  description: string | null;
  speedMbps: number | null;
}
