/**
 * Flags of Node.js for processes that live for seconds. The embedded database is WebAssembly: compiling it a second time, to make it faster, costs
 * them more than they would ever win back.
 */
export const shortLived = ['--liftoff-only'];
