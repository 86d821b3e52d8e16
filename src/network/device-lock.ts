import { NocturneError } from '../errors.ts';
import { createLanes } from '../foundation/lanes.ts';

/** One holder per device at a time; the others wait in the order in which they came. */
export interface DeviceLock {
  hold<T>(device: string, work: () => Promise<T>): Promise<T>;
  /** The same for work that outlives a function call: gives the release. */
  take(device: string): Promise<() => void>;
}

/** Waiting longer than `waitMs` throws `device-busy`, which is retryable. */
export function createDeviceLock({ waitMs }: { waitMs: number }): DeviceLock {
  const lanes = createLanes();

  async function hold<T>(device: string, work: () => Promise<T>): Promise<T> {
    const patience = new AbortController();
    const late = () =>
      patience.abort(
        new NocturneError('device-busy', `${device}: another session is using the device`, { retryable: true }),
      );
    const timer = setTimeout(late, waitMs);
    const begin = () => {
      clearTimeout(timer);
      return work();
    };
    return lanes.run(device, begin, { signal: patience.signal });
  }

  return {
    hold,
    take: (device) =>
      new Promise((taken, failed) => {
        hold(device, () => new Promise<void>((release) => taken(release))).catch(failed);
      }),
  };
}
