import { workerData } from 'node:worker_threads';
import { serveCalls } from '../../foundation/thread-calls.ts';
import type { HistoryPlace } from './history-database.ts';
import { createHistoryFunctions } from './history-functions.ts';

serveCalls(createHistoryFunctions(workerData as HistoryPlace));
