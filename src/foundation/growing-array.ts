import type { Room } from './room.ts';

type Numbers = Float64Array | Uint32Array | Uint8Array;

/** Numbers of which nobody knows how many will come, outside the heap of JavaScript and without an object for each. */
export interface GrowingArray<A extends Numbers> {
  readonly length: number;
  push(value: number): void;
  /** What is there; a view that a later `push` may leave behind. */
  values(): A;
}

const firstLength = 64;
/** A compromise between room that stays empty and values that are copied. */
const growth = 1.5;

function createGrowing<A extends Numbers>(make: (length: number) => A, room: Room | undefined): GrowingArray<A> {
  let array = make(0);
  let length = 0;

  function grow(): void {
    const larger = Math.max(firstLength, Math.ceil(array.length * growth));
    const bytes = larger * array.BYTES_PER_ELEMENT;
    // Both are there while the one is copied to the other.
    room?.take(bytes);
    const next = make(larger);
    next.set(array);
    room?.give(array.byteLength);
    array = next;
  }

  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === array.length) grow();
      array[length++] = value;
    },
    values: () => array.subarray(0, length) as A,
  };
}

export const createGrowingFloats = (room?: Room): GrowingArray<Float64Array> =>
  createGrowing((length) => new Float64Array(length), room);

/** For whole numbers from 0 to 2^32 − 1. */
export const createGrowingIndices = (room?: Room): GrowingArray<Uint32Array> =>
  createGrowing((length) => new Uint32Array(length), room);

/** For whole numbers from 0 to 255. */
export const createGrowingBytes = (room?: Room): GrowingArray<Uint8Array> =>
  createGrowing((length) => new Uint8Array(length), room);
