import type { Topology } from '../domain/device.ts';
import type { Risk } from '../domain/plan.ts';
import { blastRadius, findDevice, managedThrough } from '../network/topology.ts';
import type { Target } from './targets.ts';

export interface RiskAssessment {
  risk: Risk;
  reasons: string[];
  /** Devices that would lose their only way if the change went wrong. */
  blastRadius: string[];
  /** Devices that the product may no longer reach if the change goes wrong. */
  lockOut: string[];
}

const many = 3;

/** The risk class from what is touched and what hangs behind it. The highest reason counts. */
export function assessRisk(options: { topology: Topology; target: Target; irreversible: boolean }): RiskAssessment {
  const { topology, target, irreversible } = options;
  const devices = target.places.map(({ device }) => device);
  const behind = target.link
    ? blastRadius(topology, { link: target.link.name })
    : devices.flatMap((device) => blastRadius(topology, { device }));
  const lockOut = managedThrough(topology, target.places);
  const core = devices.filter((device) => findDevice(topology, device)?.tags.includes('core'));
  const reasons: [Risk, string][] = [];
  if (irreversible) reasons.push(['high', 'there is no way back']);
  if (lockOut.length > 0) reasons.push(['high', `it touches the path by which ${lockOut.join(', ')} is managed`]);
  if (behind.length >= many) reasons.push(['high', `${behind.length} devices hang behind it: ${behind.join(', ')}`]);
  else if (behind.length > 0) reasons.push(['medium', `behind it hangs ${behind.join(', ')}`]);
  if (core.length > 0) reasons.push(['medium', `core devices are touched: ${core.join(', ')}`]);
  const risk = reasons.some(([class_]) => class_ === 'high') ? 'high' : reasons.length > 0 ? 'medium' : 'low';
  const told =
    reasons.length > 0 ? reasons.map(([, reason]) => reason) : ['nothing hangs behind it and the way back is known'];
  return { risk, reasons: told, blastRadius: behind, lockOut };
}
