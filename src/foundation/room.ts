import { NocturneError } from '../errors.ts';

/** Memory that data may fill. What is too large is refused in words, before the process runs out of memory. */
export interface Room {
  /** Takes so many bytes more. Throws `data-too-large`. */
  take(bytes: number): void;
  /** Gives back bytes that are not used any more. */
  give(bytes: number): void;
}

/** Most of what is free. A share, because machines and containers differ. */
export const usableBytes = (): number => Math.floor(0.75 * process.availableMemory());

/**
 * Room for data that have to be held as a whole.
 *
 * @param name what holds the data, at the beginning of a sentence
 * @param hint what people can do about it
 */
export function createRoom(name: string, hint: string, bytes: number = usableBytes()): Room {
  let left = bytes;
  return {
    take(wanted) {
      if (wanted > left) {
        const message = `${name} needs more than the ${formatBytes(bytes)} of memory that can be used for it`;
        throw new NocturneError('data-too-large', message, { hint, detail: { bytes } });
      }
      left -= wanted;
    },
    give(returned) {
      left += returned;
    },
  };
}

/** `1.2 GB`, `340 MB`, in decimal units. */
export function formatBytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.floor(bytes / 1e6)} MB`;
}
