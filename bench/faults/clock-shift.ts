import { readFileSync } from 'node:fs';

/**
 * To be loaded before a program (`--import`): moves what its clock says by the milliseconds in the file that CLOCK_SHIFT_FILE names, as soon as
 * they change. Time that only passes (timers, `performance.now`) is left alone, as it is when a machine's clock is set.
 */
const file = process.env.CLOCK_SHIFT_FILE;
const RealDate = Date;
let shiftMs = 0;

function read(): void {
  try {
    shiftMs = Number(readFileSync(file!, 'utf8')) || 0;
  } catch {
    shiftMs = 0;
  }
}

if (file) {
  read();
  setInterval(read, 50).unref();
  globalThis.Date = class extends RealDate {
    constructor(...given: ConstructorParameters<typeof RealDate> | []) {
      super(...((given.length === 0 ? [RealDate.now() + shiftMs] : given) as [number]));
    }
    static override now(): number {
      return RealDate.now() + shiftMs;
    }
  } as DateConstructor;
}
