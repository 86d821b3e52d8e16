import type { Fault } from './fault.ts';
import { clockFaults } from './rows/clocks.ts';
import { diskFaults } from './rows/disk.ts';
import { kills } from './rows/kills.ts';
import { modelFaults } from './rows/language-models.ts';
import { serverFaults } from './rows/servers.ts';
import { sshFaults } from './rows/ssh.ts';
import { secondProcess } from './rows/two-processes.ts';

/** Every row of the table, in its order. */
export const faults: Fault[] = [
  ...kills,
  ...serverFaults,
  ...diskFaults,
  ...clockFaults,
  ...sshFaults,
  ...modelFaults,
  ...secondProcess,
];
