import type { Tensor } from '@tensorflow/tfjs';
import { NocturneError } from '../../../errors.ts';
import type { Tensorflow } from '../../tensorflow.ts';

/** Reads and writes tensors where they stand in the memory of the WebAssembly backend, without copies. */
export interface WasmHeap {
  /** A tensor of these numbers of rows and columns, whose content is whatever stood there before. */
  empty<Shape extends number[]>(shape: Shape): Tensor;
  /** The numbers of a tensor. Take it anew after each operation: memory that grows moves. */
  view(tensor: Tensor): Float32Array;
}

/** The parts of the backend that are used; they are not part of its types. */
interface WasmBackend {
  wasm: { HEAPU8: Uint8Array };
  dataIdMap: { get(id: object): { memoryOffset: number | null } };
  makeOutput(
    shape: number[],
    dtype: 'float32',
  ): Parameters<ReturnType<Tensorflow['engine']>['makeTensorFromTensorInfo']>[0];
}

/** Throws `tensorflow-unavailable` when another backend is in use or has changed. */
export function openWasmHeap(tf: Tensorflow): WasmHeap {
  const backend = tf.backend() as unknown as WasmBackend;
  if (tf.getBackend() !== 'wasm' || !backend.wasm?.HEAPU8 || !backend.dataIdMap || !backend.makeOutput)
    throw new NocturneError('tensorflow-unavailable', `The backend ${tf.getBackend()} has no WebAssembly memory`, {
      hint: 'reinstall with npm ci',
    });
  return {
    empty: (shape) => tf.engine().makeTensorFromTensorInfo(backend.makeOutput(shape, 'float32')),
    view(tensor) {
      const { memoryOffset } = backend.dataIdMap.get(tensor.dataId);
      if (memoryOffset === null) throw new NocturneError('tensorflow-unavailable', 'A tensor of numbers has no memory');
      return new Float32Array(backend.wasm.HEAPU8.buffer, memoryOffset, tensor.size);
    },
  };
}
