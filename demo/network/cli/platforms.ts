import type { Platform } from '../spec.ts';
import { createVtysh } from './frr/vtysh.ts';
import type { CliSession, DeviceContext } from './session.ts';

type OpenCli = (context: DeviceContext, options: { readOnly: boolean }) => CliSession;

/** The command line of each platform. */
export const platformClis: Record<Platform, OpenCli> = {
  frr: createVtysh,
  'ios-xe': createVtysh,
};

export function openCli(context: DeviceContext, options: { readOnly: boolean }): CliSession {
  return platformClis[context.device.spec.platform](context, options);
}
