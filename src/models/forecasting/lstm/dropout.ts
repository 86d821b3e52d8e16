import { createRandom } from '../../random.ts';

/** Draws which units are left out of a pass (Srivastava et al. 2014). */
export interface Dropout {
  /** Fills `mask` with 0 where a unit is left out and with what keeps the sum elsewhere. */
  draw(mask: Float32Array): Float32Array;
}

/** Four units are drawn by each 32-bit number, so shares are whole parts of 256. */
export function createDropout(share: number, seed: number): Dropout {
  const random = createRandom(seed, 1000);
  const left = Math.round(share * 256);
  const kept = 256 / (256 - left);
  return {
    draw(mask) {
      for (let i = 0; i < mask.length; i += 4) {
        let drawn = Math.floor(random() * 2 ** 32);
        for (let k = i; k < i + 4 && k < mask.length; k++) {
          mask[k] = (drawn & 255) < left ? 0 : kept;
          drawn >>>= 8;
        }
      }
      return mask;
    },
  };
}
