import type { DeviceHost, DevicePlatform } from '../session.ts';
import { runOpsh } from './opsh.ts';
import { createSnapshots } from './snapshots.ts';
import { createVtysh } from './vtysh.ts';

/** FRR 8.4: vtysh, and the operator shell beside it. */
export function createFrr(host: DeviceHost): DevicePlatform {
  const snapshots = createSnapshots(host);
  return {
    openCli: ({ readOnly }) => createVtysh(host, { readOnly }),
    runOperator: (line) => runOpsh(host, snapshots, line),
  };
}
