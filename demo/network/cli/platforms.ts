import type { Platform } from '../spec.ts';
import { createFrr } from './frr/platform.ts';
import { createIosXe } from './ios-xe/platform.ts';
import type { DeviceHost, DevicePlatform } from './session.ts';

/** The command line of each platform. */
export const platformClis: Record<Platform, (host: DeviceHost) => DevicePlatform> = {
  frr: createFrr,
  'ios-xe': createIosXe,
};
