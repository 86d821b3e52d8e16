import { serveCalls } from '../../src/foundation/thread-calls.ts';
import { awaited } from './awaited-module.ts';

// Node.js aborts the process when the thread is ended here.
const until = Date.now() + 700;
while (Date.now() < until);

serveCalls({ awaited: () => awaited });
