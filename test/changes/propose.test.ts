import { beforeEach, describe, expect, it } from 'vitest';
import { planHash } from '../../src/changes/plan-hash.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import { labText, labTopology } from '../network/lab.ts';
import { useStore } from '../store/open-test-store.ts';
import { proposeDrain, slowLink } from './stories.ts';
import { createWorld, type World } from './world.ts';

const store = useStore();
let world: World;
beforeEach(() => {
  world = createWorld(store());
});

const link = { device: 'Router-A', interface: 'eth1' };

async function propose(more: Record<string, unknown> = {}, options: Parameters<World['process']>[0] = {}) {
  const incidentId = await world.incident();
  slowLink(world);
  const { changes } = world.process(options);
  return changes.propose({ incidentId, playbook: 'latency_spike', parameters: link, requestedBy: 'nocturne', ...more });
}

describe('a proposal', () => {
  it('becomes a plan with exact lines at both ends, the way back, and the expected effect', async () => {
    world.devices.get('Router-B')!.costs.eth1 = undefined;
    const result = await propose();
    if (result.outcome !== 'ok') throw new Error(result.reason);
    const { plan } = result;
    expect(plan.content.steps).toEqual([
      {
        device: 'Router-A',
        vendor: 'frr',
        login: 'vtysh',
        commands: ['configure terminal', 'interface eth1', 'ip ospf cost 1000', 'end'],
        undo: ['configure terminal', 'interface eth1', 'ip ospf cost 10', 'end'],
        confirm: [],
      },
      {
        device: 'Router-B',
        vendor: 'frr',
        login: 'vtysh',
        commands: ['configure terminal', 'interface eth1', 'ip ospf cost 1000', 'end'],
        undo: ['configure terminal', 'interface eth1', 'no ip ospf cost', 'end'],
        confirm: [],
      },
    ]);
    expect(plan.content.preconditions).toEqual({
      'Router-A': { ospf_cost: 10, configured_cost: 10 },
      'Router-B': { ospf_cost: 1, configured_cost: 'none' },
    });
    expect(plan.content.expected).toMatchObject({
      metric: 'latency_ms',
      direction: 'below',
      threshold: 50.8,
      baseline: 4,
      before: 160,
    });
    expect(plan.content.expected.controls.map(({ device }) => device)).toEqual(['Router-B', 'Switch-1', 'Switch-2']);
    expect(plan).toMatchObject({ state: 'pending', requestedBy: 'nocturne', approveBy: world.now + 30 * 60_000 });
    expect(plan.content).toMatchObject({ risk: 'medium', approvals: 1, blastRadius: [], irreversible: false });
    expect(plan.summary).toBe(
      'Raise the OSPF cost of link L1 (Router-A eth1, Router-B eth1) to 1000 at both ends, so that traffic takes another way',
    );
    expect(plan.hash).toBe(planHash(plan.content));
  });

  it('reads only, with the reading account', async () => {
    await propose();
    expect(new Set(world.lines.map(({ user, line }) => `${user}: ${line}`))).toEqual(
      new Set(
        ['terminal length 0', 'show ip ospf interface eth1', 'show running-config'].map((line) => `reader: ${line}`),
      ),
    );
  });

  it('stands with its event and its audit entry, and is expired by a job', async () => {
    const result = await propose();
    if (result.outcome !== 'ok') throw new Error(result.reason);
    const events = (await store().outbox.pending('test', 1000)).map(({ event }) => event);
    expect(events).toContainEqual({
      type: 'plan.proposed',
      incidentId: result.plan.content.incidentId,
      planId: result.planId,
    });
    expect((await store().audit.list({ subject: result.planId })).map(({ action }) => action)).toEqual([
      'plan.proposed',
    ]);
    expect(world.jobs).toEqual([
      expect.objectContaining({ job: 'expire-plan', at: result.plan.approveBy + 1, planId: result.planId }),
    ]);
  });

  it.each([
    ['a playbook that is not there', { playbook: 'reboot' }, /no playbook/],
    ['a parameter that is not there', { parameters: { ...link, command: 'reload' } }, /no such parameter/],
    ['a value that is not of its type', { parameters: { ...link, cost: '10\nreload' } }, /cost must be an OSPF cost/],
    ['a cost that is in use already', { parameters: { ...link, cost: 10 } }, /wanted state already/],
    ['a device that is not there', { parameters: { device: 'Router-Z', interface: 'eth1' } }, /not in the inventory/],
    ['an interface without a link', { parameters: { device: 'Router-A', interface: 'lo' } }, /no link at Router-A lo/],
    ['no device', { parameters: {} }, /device is missing/],
    ['an incident that is not there', { incidentId: 'nobody' }, /no incident/],
  ])('with %s is refused', async (_, more, reason) => {
    expect(await propose(more)).toEqual({ outcome: 'refused', reason: expect.stringMatching(reason) });
    expect(world.jobs).toEqual([]);
  });

  it('is refused without telemetry, because nothing could show that it helped', async () => {
    const { changes } = world.process();
    const proposal = {
      incidentId: await world.incident(),
      playbook: 'latency_spike',
      parameters: link,
      requestedBy: 'nocturne',
    };
    expect(await changes.propose(proposal)).toEqual({
      outcome: 'refused',
      reason: expect.stringMatching(/no telemetry/),
    });
    world.signal = () => 4;
    expect(await changes.propose(proposal)).toEqual({
      outcome: 'refused',
      reason: expect.stringMatching(/not out of the ordinary/),
    });
  });

  it('is refused when a device does not answer', async () => {
    world.fate = (device) => (device === 'Router-B' ? 'unreachable' : 'arrives');
    expect(await propose()).toEqual({
      outcome: 'refused',
      reason: expect.stringMatching(/Router-B could not be read before/),
    });
  });

  it('is left to people where nothing else leads around the link', async () => {
    const result = await propose({ parameters: { device: 'AP-1', interface: 'eth1' } });
    expect(result).toEqual({ outcome: 'escalate', reason: 'There is no other way for AP-1' });
  });

  it('is left to people on a platform that is not spoken', async () => {
    const result = await propose({}, { topology: labTopology({ platform: 'unknown' }) });
    expect(result).toEqual({ outcome: 'escalate', reason: expect.stringMatching(/not supported/) });
  });

  it('is left to people where the policy only observes', async () => {
    const result = await propose({}, { policy: { mode: 'act', tagModes: { core: 'observe' } } });
    expect(result).toEqual({ outcome: 'escalate', reason: expect.stringMatching(/observed/) });
  });

  it('with a known key is answered with the same plan, whatever became of it', async () => {
    const first = await propose({ key: 'k1' });
    if (first.outcome !== 'ok') throw new Error(first.reason);
    const { changes } = world.process();
    await changes.cancel(first.planId, { actor: 'U-ANN', reason: 'no' });
    const again = await changes.propose({
      incidentId: 'any',
      playbook: 'latency_spike',
      parameters: link,
      requestedBy: 'x',
      key: 'k1',
    });
    expect(again).toMatchObject({ outcome: 'ok', planId: first.planId, plan: { state: 'cancelled' } });
  });

  it('supersedes an earlier plan of the incident that still waits, and is the same plan when nothing differs', async () => {
    const first = await propose();
    if (first.outcome !== 'ok') throw new Error(first.reason);
    const process = world.process();
    const { incidentId } = first.plan.content;
    expect((await proposeDrain(world, process, incidentId)).id).toBe(first.planId);
    const edited = await process.changes.propose({
      incidentId,
      playbook: 'latency_spike',
      parameters: { ...link, cost: 500 },
      requestedBy: 'U-BOB',
      authors: ['U-CAT'],
    });
    expect(edited).toMatchObject({ outcome: 'ok', plan: { content: { parameters: { cost: 500 } } } });
    expect(await store().plans.get(first.planId)).toMatchObject({ state: 'superseded' });
  });

  it('finds the process that holds the most memory, and is of high risk', async () => {
    const incidentId = await world.incident();
    const onset = world.now;
    world.signal = (place, metric, at) =>
      metric === 'memory_pct' && place.interface === null ? (at < onset ? 40 : 80) : null;
    world.now += 15_000;
    const { changes } = world.process();
    const result = await changes.propose({
      incidentId,
      playbook: 'memory_leak',
      parameters: { device: 'Switch-2' },
      requestedBy: 'nocturne',
    });
    expect(result).toMatchObject({
      outcome: 'ok',
      plan: {
        summary: 'Restart ospfd on Switch-2',
        content: {
          risk: 'high',
          approvals: 2,
          irreversible: true,
          steps: [{ login: 'opsh', commands: ['process restart ospfd'], undo: [] }],
        },
      },
    });
  });

  it('that touches the management path runs under a timer on the device', async () => {
    const inBand = parseTopology(
      labText().replace('management: { address: 10.255.0.12 }', 'management: { address: 10.0.100.2 }'),
    );
    const result = await propose({}, { topology: inBand });
    expect(result).toMatchObject({
      outcome: 'ok',
      plan: {
        content: {
          risk: 'high',
          approvals: 2,
          riskReasons: [expect.stringMatching(/path by which Router-B is managed/), expect.anything()],
          steps: [
            {
              timer: {
                login: 'opsh',
                start: ['copy-running nocturne', 'revert-in 600 nocturne'],
                cancel: ['revert-cancel'],
              },
            },
            { timer: {} },
          ],
        },
      },
    });
  });

  it('is offered with its parameters for a cause and a place', async () => {
    const { changes } = world.process();
    expect(await changes.options({ cause: 'congestion', place: link })).toEqual([
      {
        id: 'latency_spike',
        title: 'Drain the slow link',
        way: 'change',
        reason: null,
        vendors: expect.arrayContaining(['frr']),
        parameters: [
          { name: 'device', value: 'Router-A', adjustable: false, about: expect.anything() },
          { name: 'interface', value: 'eth1', adjustable: false, about: expect.anything() },
          { name: 'cost', value: 1000, adjustable: true, about: expect.anything() },
        ],
      },
    ]);
    expect(await changes.options({ cause: 'bgp_hijack', place: link })).toEqual([]);
  });
});
