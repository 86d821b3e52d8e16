import type { OwnConfig } from '../../../demo/own/own-config.ts';

/** A configuration in which nothing is configured, with what a test says. */
export function ownConfigOf(more: Partial<Omit<OwnConfig, 'policy'>> & { policy?: Partial<OwnConfig['policy']> } = {}) {
  const { policy, ...rest } = more;
  return {
    ...{ file: '/etc/nocturne/nocturne.yaml', state: '/var/lib/nocturne', inventory: '/etc/nocturne/topology.yaml' },
    web: { host: '127.0.0.1', port: 8086 },
    slack: { channel: '#noc', command: '/noc', mode: 'socket', httpHost: '127.0.0.1', httpPort: 3000 },
    policy: {
      ...{ mode: 'propose', tagModes: {}, tagApprovers: {}, approveInChannels: [] },
      approvers: { users: [], groups: [] },
      approvals: { low: 1, medium: 1, high: 2 },
      breakGlass: { users: [], groups: [], channel: null },
      ...policy,
    },
    grants: [],
    oncall: { rotations: [] },
    training: { recordings: [] },
    isSet: new Set<string>(),
    ...rest,
  } satisfies OwnConfig;
}
