import { NocturneError } from '../errors.ts';

/** A typed array inside JSON: its little-endian bytes in base64. Exact, a third smaller than decimal text and twenty times faster to read. */
export interface PackedArray {
  type: 'f64' | 'f32' | 'i32' | 'i16' | 'u16';
  bytes: string;
}

const arrays = { f64: Float64Array, f32: Float32Array, i32: Int32Array, i16: Int16Array, u16: Uint16Array };

type Unpacked = { [T in keyof typeof arrays]: InstanceType<(typeof arrays)[T]> };

/** Packs numbers as `type`. A number that the type can't hold is rounded as a typed array rounds it. */
export function packArray(type: PackedArray['type'], numbers: ArrayLike<number>): PackedArray {
  const array = arrays[type].from(numbers);
  return { type, bytes: Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64') };
}

/** The opposite of {@link packArray}. Throws `model-artefact-damaged` when the bytes are not of that type. */
export function unpackArray<T extends PackedArray['type']>(type: T, packed: PackedArray): Unpacked[T] {
  const bytes = Buffer.from(packed.bytes, 'base64');
  const TypedArray = arrays[type];
  if (packed.type !== type || bytes.byteLength % TypedArray.BYTES_PER_ELEMENT !== 0) {
    throw new NocturneError('model-artefact-damaged', `A packed array of ${type} was expected and is not there`, {
      hint: 'train the model again',
      detail: { expected: type, found: packed.type, bytes: bytes.byteLength },
    });
  }
  const aligned = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return new TypedArray(aligned) as Unpacked[T];
}
