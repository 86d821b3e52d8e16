import { describe, expect, it } from 'vitest';
import { neededApprovals } from '../../src/changes/needed-approvals.ts';
import { policySchema } from '../../src/changes/policy.ts';
import { createGuard } from '../../src/network/guard.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { labTopology } from '../network/lab.ts';
import { examplePlan } from '../store/open-test-store.ts';
import { playbooks } from './world.ts';

describe('the layers behind an approval', () => {
  const topology = labTopology();
  const line = { vendor: 'frr', login: 'vtysh', phase: 'change', context: { device: 'Router-A' } } as const;

  it.each(['interface mgmt0', 'interface lo'])('no playbook may send "%s", whatever the second layer says', (text) => {
    const guard = createGuard({ vendors, playbooks, topology, without: ['management-interface'] });
    expect(guard.check({ ...line, line: text })).toMatchObject({ ok: false, by: 'rendering' });
    expect(guard.check({ ...line, line: 'interface eth1' }).ok).toBe(true);
  });

  it('asks for as many people as the policy wants by now, and never for fewer than the card did', () => {
    const plan = examplePlan('p');
    const policy = (low: number) => policySchema.parse({ approvals: { low } });
    expect(neededApprovals(policy(2), plan)).toBe(2);
    expect(neededApprovals(policy(1), { ...plan, content: { ...plan.content, approvals: 3 } })).toBe(3);
  });
});
