// Starts a thread and ends while that still loads its modules, in the way that the argument names.
import { setTimeout as sleep } from 'node:timers/promises';
import { NocturneError } from '../../src/errors.ts';
import { startThread, startWorkerHost } from '../../src/foundation/worker-host.ts';

const thread = startThread('slow-to-load-worker', import.meta.url);
const host = startWorkerHost(thread, (reason) => new NocturneError('thread-failed', reason));
await sleep(300);
const way = process.argv[2];
if (way === 'stop') await host.stop('enough');
if (way === 'exit') process.exit(0);
