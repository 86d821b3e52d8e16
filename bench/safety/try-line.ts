import { refusedBy } from './tried.ts';
import { phasesOf, type Try } from './world.ts';

/** A command line as text, as if somebody had found a way to hand one over. */
export const tryLine: Try = async ({ kind, vendor, text }, world) => {
  const spoken = world.vendorOf({ vendor });
  if (!spoken) return refusedBy('rendering', `the platform ${vendor} is not spoken`);
  return world.lines.send(world.devices.deviceOf(spoken.id), text, phasesOf[kind === 'exec' ? 'exec' : 'config']);
};
