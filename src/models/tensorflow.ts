import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import util from 'node:util';
import type * as Tf from '@tensorflow/tfjs';
import { describeError, NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';

export type Tensorflow = typeof Tf;

export interface LoadedTensorflow {
  tf: Tensorflow;
  /** 'tensorflow' is libtensorflow, 'wasm' is WebAssembly with SIMD. Both give the same numbers to about 1e-6. */
  backend: 'tensorflow' | 'wasm';
  /** Versions for a model card. */
  versions: Record<string, string>;
}

/**
 * Loads TensorFlow.js: the native package where its library was installed, WebAssembly otherwise. Nothing is imported before this is called, and
 * calling it again gives the same. Throws `tensorflow-unavailable` when neither starts; it never falls back to the plain JavaScript backend,
 * which is a hundred times slower.
 */
export async function loadTensorflow(deps: { log?: Log } = {}): Promise<LoadedTensorflow> {
  return (await loadNative(deps.log)) ?? (await loadWasm());
}

async function loadNative(log: Log | undefined): Promise<LoadedTensorflow | undefined> {
  defineRemovedFunction();
  // Through a variable: the package is optional, and the type check must pass where it is not installed.
  const name: string = '@tensorflow/tfjs-node';
  try {
    const tf = pickModule<Tensorflow>(await import(name));
    await tf.ready();
    if (tf.getBackend() !== 'tensorflow') throw new Error(`backend is ${tf.getBackend()}`);
    return { tf, backend: 'tensorflow', versions: { ...tf.version } };
  } catch (thrown) {
    log?.debug({ reason: describeError(thrown) }, 'native TensorFlow is not there, WebAssembly is used');
    return undefined;
  }
}

async function loadWasm(): Promise<LoadedTensorflow> {
  const tf = pickModule<Tensorflow>(await import('@tensorflow/tfjs'));
  const wasm = pickModule<typeof import('@tensorflow/tfjs-backend-wasm')>(
    await import('@tensorflow/tfjs-backend-wasm'),
  );
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  // Once the backend runs, the paths can't be set again.
  if (tf.getBackend() !== 'wasm') wasm.setWasmPaths(join(dirname(manifest), 'wasm-out') + sep);
  const started = await tf.setBackend('wasm').catch(() => false);
  await tf.ready();
  if (!started || tf.getBackend() !== 'wasm') {
    throw new NocturneError('tensorflow-unavailable', `TensorFlow.js started with the backend ${tf.getBackend()}`, {
      hint: 'reinstall with npm ci; the processor must support WebAssembly SIMD',
    });
  }
  return { tf, backend: 'wasm', versions: { ...tf.version, 'tfjs-backend-wasm': wasm.version_wasm } };
}

/** The packages are CommonJS: all their exports stand on `default`. */
function pickModule<T>(imported: unknown): T {
  return ((imported as { default?: T }).default ?? imported) as T;
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 removed. */
function defineRemovedFunction(): void {
  const target = util as { isNullOrUndefined?: (value: unknown) => boolean };
  target.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
