import { closeThreadGateNow, type ThreadGate } from './thread-gate.ts';

/** How long an exit of the process waits for what its threads must not be cut off from. */
const patienceMs = 5_000;

const gates = new Set<ThreadGate>();

function closeGates(): void {
  const until = performance.now() + patienceMs;
  for (const gate of gates) closeThreadGateNow(gate, until - performance.now());
}

/** Holds an exit of the process up, also one by `process.exit`, while the thread behind the gate keeps work. Returns what to call when it is gone. */
export function closeGatesAtExit(gate: ThreadGate): () => void {
  if (gates.size === 0) process.on('exit', closeGates);
  gates.add(gate);
  return () => {
    gates.delete(gate);
    if (gates.size === 0) process.off('exit', closeGates);
  };
}
