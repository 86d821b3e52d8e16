import type { LabFault } from '../faults/faults.ts';

/** One thing that goes wrong, and what a good product makes of it. */
export interface LabStory {
  name: string;
  fault: LabFault;
  /** The playbook of a second plan that takes the first one back. */
  followUp?: string;
  /** What a person does afterwards, by the operator shell: once a link is mended its costs are given back, and what leaked is started anew. */
  byHand: { device: string; line: string }[];
}

const giveBack = ['Router-A', 'Router-B'].map((device) => ({ device, line: 'frr-reload --reload nocturne' }));
// A plan that verified has done it already; a second restart does no harm, and a story without a plan leaves a device that is full.
const startAnew = [{ device: 'Router-A', line: 'process restart bgpd' }];

/** The four stories of docs/real-frr.md. */
export const labStories: readonly LabStory[] = [
  { name: 'latency', fault: { kind: 'delay', link: 'L1', ms: 78 }, byHand: giveBack },
  { name: 'loss', fault: { kind: 'loss', link: 'L1', pct: 15 }, byHand: giveBack },
  { name: 'cpu', fault: { kind: 'scan', device: 'Switch-1', seconds: 25 }, followUp: 'end_drain', byHand: [] },
  { name: 'memory', fault: { kind: 'flood', device: 'Router-A', routesPerSecond: 450 }, byHand: startAnew },
];
