import type { Clock } from '../domain/clock.ts';
import { createTrustedClock } from '../domain/trusted-clock.ts';
import { createDeviceClocks, type DeviceClocks } from '../telemetry/device-clocks.ts';

/** The time of day that the product counts on, and what is known of the clocks of the devices. Without `monotonic` the former is `wall` itself. */
export function createClocks({ wall, monotonic }: { wall: Clock; monotonic?: () => number }): {
  clock: Clock;
  deviceClocks: DeviceClocks;
} {
  if (!monotonic) return { clock: wall, deviceClocks: createDeviceClocks(wall) };
  const time = createTrustedClock({ wall, monotonic });
  const deviceClocks = createDeviceClocks(time.now);
  return {
    clock: time.now,
    deviceClocks: {
      ...deviceClocks,
      check(device, at) {
        time.hear(at);
        return deviceClocks.check(device, at);
      },
    },
  };
}
