import type { LabFault } from '../faults/faults.ts';

/** One thing that goes wrong, and what a good product makes of it. */
export interface LabStory {
  name: string;
  fault: LabFault;
  /** The playbook of a second plan that takes the first one back. */
  followUp?: string;
  /** Devices to which the configuration from before is given back by hand: a person does that once the link is mended. */
  givenBack: string[];
}

/** The four stories of docs/real-frr.md. */
export const labStories: readonly LabStory[] = [
  { name: 'latency', fault: { kind: 'delay', link: 'L1', ms: 78 }, givenBack: ['Router-A', 'Router-B'] },
  { name: 'loss', fault: { kind: 'loss', link: 'L1', pct: 15 }, givenBack: ['Router-A', 'Router-B'] },
  { name: 'cpu', fault: { kind: 'scan', device: 'Switch-1', seconds: 25 }, followUp: 'end_drain', givenBack: [] },
  { name: 'memory', fault: { kind: 'flood', device: 'Router-A', routesPerSecond: 450 }, givenBack: [] },
];
