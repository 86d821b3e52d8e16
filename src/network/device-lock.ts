import { NocturneError } from '../errors.ts';

/** One holder per device at a time; the others wait in the order in which they came. */
export interface DeviceLock {
  hold<T>(device: string, work: () => Promise<T>): Promise<T>;
  /** The same for work that outlives a function call: gives the release. */
  take(device: string): Promise<() => void>;
}

/** Waiting longer than `waitMs` throws `device-busy`, which is retryable. */
export function createDeviceLock({ waitMs }: { waitMs: number }): DeviceLock {
  const tails = new Map<string, Promise<void>>();

  async function take(device: string): Promise<() => void> {
    const before = tails.get(device) ?? Promise.resolve();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const tail = before.then(() => held);
    tails.set(device, tail);
    void tail.then(() => {
      if (tails.get(device) === tail) tails.delete(device);
    });
    if (await isLate(before, waitMs)) {
      release();
      throw new NocturneError('device-busy', `${device}: another session is using the device`, { retryable: true });
    }
    return release;
  }

  return {
    take,
    async hold(device, work) {
      const release = await take(device);
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}

async function isLate(turn: Promise<void>, waitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<true>((resolve) => {
    timer = setTimeout(() => resolve(true), waitMs);
  });
  const result = await Promise.race([turn.then(() => false), late]);
  clearTimeout(timer);
  return result;
}
