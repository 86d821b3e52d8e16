import type { Hardware, InterfaceConfig } from '../world/device-config.ts';
import { interfaceUp } from '../world/device-state.ts';
import type { DeviceContext } from './session.ts';

/** An interface as its CLI sees it. `hardware` is missing where only configuration made it up. */
export interface Port {
  config: InterfaceConfig;
  hardware: Hardware | undefined;
  up: boolean;
}

export function portOf({ world, device }: DeviceContext, name: string): Port | null {
  const config = device.config.interfaces[name];
  if (!config) return null;
  const linkUp = (link: string) => world.network().linkUp.has(link);
  return { config, hardware: device.hardware.get(name), up: interfaceUp(device, name, linkUp) };
}

/** All interfaces in the order of their names. */
export function allPorts(context: DeviceContext): Port[] {
  const names = Object.keys(context.device.config.interfaces).sort();
  return names.flatMap((name) => portOf(context, name) ?? []);
}
