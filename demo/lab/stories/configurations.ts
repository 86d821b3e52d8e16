import type { NetworkSpec } from '../../network/spec.ts';
import { vtysh } from '../network/run.ts';

/** The running configuration of every device, by its name; null where the device did not show it whole. */
export type Configurations = Record<string, string | null>;

export async function readConfigurations(spec: NetworkSpec): Promise<Configurations> {
  const read = Object.keys(spec.devices).map(async (device) => {
    const text = await vtysh(device, 'show running-config').catch(() => '');
    return [device, /\nend\s*$/.test(text) ? text : null] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** Lines that went and came, each with the block that it stands in, by device. Devices without a difference are left out. */
export function compareConfigurations(before: Configurations, after: Configurations): Record<string, string[]> {
  const changed = Object.keys(before).flatMap((device): [string, string[]][] => {
    const [then, now] = [before[device], after[device]];
    if (!then || !now) return [[device, ['not readable']]];
    const [old, fresh] = [placed(then), placed(now)];
    const gone = old.filter((line) => !fresh.includes(line)).map((line) => `- ${line}`);
    const come = fresh.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
    return gone.length + come.length > 0 ? [[device, [...gone, ...come]]] : [];
  });
  return Object.fromEntries(changed);
}

function placed(text: string): string[] {
  let block = '';
  return text.split('\n').flatMap((line) => {
    if (line.startsWith(' ')) return [`${block}: ${line.trim()}`];
    block = line.trim();
    return /^(!|exit|end|Building configuration.*|Current configuration:|)$/.test(block) ? [] : [block];
  });
}

/** `Router-A: - interface eth1: ip ospf cost 10, …`, or that they are the same. */
export function describeDifference(difference: Record<string, string[]>): string {
  const devices = Object.entries(difference).map(([device, lines]) => `${device}: ${lines.join(', ')}`);
  return devices.length > 0 ? devices.join('; ') : 'as before';
}
