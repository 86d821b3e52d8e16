import type { NetworkSpec } from '../../network/spec.ts';
import { startFlowExporter } from '../faults/faults.ts';
import { startTraffic, usualTraffic } from './traffic.ts';

/** The switch whose load follows the traffic. */
export const exporting = 'Switch-1';

/** Small packets that cross the exporting switch: two thousand a second. */
const smallPackets = { from: 'AP-2', to: 'Router-A', mbps: 1.6, bytes: 100, flows: 64 };

/** What goes on in the lab on an ordinary day: traffic, and a flow exporter on one switch. */
export async function startUsual(spec: NetworkSpec): Promise<{ close(): Promise<void> }> {
  const traffic = await startTraffic(spec, [...usualTraffic(spec), smallPackets]);
  const endExporter = startFlowExporter(exporting);
  return {
    async close() {
      traffic.close();
      await endExporter();
    },
  };
}
