import { type Policy, policySchema } from '../../src/changes/policy.ts';
import { linkAt, type Topology } from '../../src/domain/device.ts';
import type { Place } from '../../src/domain/place.ts';
import { findDevice } from '../../src/network/topology.ts';
import { fakePeople } from './fake-slack.ts';

/** Two people for every plan: a single vote that slips through runs nothing. */
export function policyOf(isOn: (guard: string) => boolean): Policy {
  const policy = policySchema.parse({
    mode: 'act',
    tagModes: isOn('mode') ? { access: 'propose' } : {},
    approvers: { users: [], groups: ['S0APPROVE'] },
    approveInChannels: isOn('wrong-channel') ? ['C0BENCH01'] : [],
    approvals: { low: 2, medium: 2, high: 2 },
    ...(isOn('break-glass-off') ? {} : { breakGlass: { users: ['U0LEAD'], groups: [], channel: 'C0SECOND1' } }),
    changesPerSiteAndHour: 1000,
  });
  return isOn('not-allowed') ? policy : { ...policy, approvers: { users: fakePeople.map(({ id }) => id), groups: [] } };
}

/** Where an incident of this cause may be: on a device of the vendor, or a link of it that a change may empty. */
export function placeFor(topology: Topology, cause: string, vendor: string): Place {
  const device =
    topology.devices.find(({ platform, name }) => platform === vendor && !name.startsWith('bare-')) ??
    topology.devices.find(({ platform }) => platform === vendor)!;
  if (cause === 'cpu_overload' || cause === 'memory_leak') return { device: device.name, interface: null };
  const linked = Object.keys(device.interfaces).filter((name) => {
    const link = linkAt(topology, { device: device.name, interface: name });
    return link && [link.a, link.b].every((end) => !findDevice(topology, end.device)?.tags.includes('access'));
  });
  return { device: device.name, interface: linked[0] ?? Object.keys(device.interfaces)[0]! };
}
