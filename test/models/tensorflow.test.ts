import { Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { createLog } from '../../src/log.ts';
import { loadTensorflow } from '../../src/models/tensorflow.ts';

describe('TensorFlow.js', () => {
  it('runs on libtensorflow or on WebAssembly, computes and differentiates', async () => {
    const { tf, backend, versions } = await loadTensorflow();
    expect(['tensorflow', 'wasm']).toContain(backend);
    expect(tf.getBackend()).toBe(backend);
    expect(versions.tfjs ?? versions['tfjs-core']).toMatch(/^\d+\.\d+/);
    const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0]);
    const slope = tf.tidy(
      () =>
        tf
          .grad((x) => x.square().sum())(tf.tensor1d([3]))
          .dataSync()[0],
    );
    expect([product, slope]).toEqual([11, 6]);
  });

  it('can be loaded again and says nothing above debug on the way', async () => {
    const lines: { level: number }[] = [];
    const stream = new Writable({
      write(chunk, _, done) {
        lines.push(JSON.parse(String(chunk)));
        done();
      },
    });
    const warn = vi.spyOn(console, 'warn');
    const first = await loadTensorflow();
    const second = await loadTensorflow({ log: createLog({ level: 'debug', stream }) });
    expect(second.backend).toBe(first.backend);
    expect(second.tf.getBackend()).toBe(first.backend);
    expect(lines.map((line) => line.level)).toEqual(first.backend === 'wasm' ? [20] : []);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});
