import { beforeEach, describe, expect, test } from 'vitest';
import { createToolPorts } from '../../src/app/tool-ports.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { investigate } from '../../src/jobs/investigate.ts';
import { type DecidedRound, decideNoPlan, decisionKind } from '../../src/tools/decision.ts';
import { diagnosisOf, incidentOf } from '../bot/world.ts';
import { useStore } from '../store/open-test-store.ts';

const store = useStore();
const clock = () => 1_000;
const ports = () => createToolPorts({ store: store(), clock } as never);
const deps = () => ({ store: store(), clock, saveDecision: ports().saveDecision }) as never;
const told = async () => (await store().outbox.pending('test', 50)).map(({ event }) => event.type);
const stored = (id: string) => store().facts.get(decisionKind, id);

beforeEach(() => store().pool.query('TRUNCATE nocturne.incident, nocturne.fact, nocturne.outbox CASCADE'));

describe('what a round ends in', () => {
  const plan = { kind: 'plan', planId: 'p', playbook: 'x', reason: 'y' } as const;
  const none = decideNoPlan('inconclusive');

  test.each<[string, DecidedRound[], number]>([
    ['again after a crash, is told once', [none, { ...none, round: 1 }], 1],
    ['of each round, is told', [none, { ...none, round: 2 }, { ...none, round: 2 }, { ...plan, round: 3 }], 3],
    ['after the agents failed in it, is told too', [decideNoPlan('agents_failed'), none], 2],
    ['with a plan after the agents failed in it, is told too', [decideNoPlan('agents_failed'), plan], 2],
  ])('%s', async (_what, decisions, times) => {
    for (const decision of decisions) await ports().saveDecision('INC-1', decision);
    expect(await told()).toEqual(Array(times).fill('decision.ready'));
    expect(await stored('INC-1')).toEqual(decisions.at(-1));
  });

  test('is told with the diagnosis of each round', async () => {
    const diagnosis = diagnosisOf('INC-1');
    for (const round of [undefined, 1, 2, 2, 3]) await ports().saveDiagnosis({ ...diagnosis, round });
    expect(await told()).toEqual(Array(3).fill('diagnosis.ready'));
  });
});

describe('agents that fail for good', () => {
  async function fail(incident: Incident): Promise<void> {
    const { onFailed } = investigate;
    if (typeof onFailed !== 'object') throw new Error('nobody is told');
    await onFailed.tell({ incidentId: incident.id }, 'no reason', deps());
  }

  test('say so once for what the incident is, and again when it is something else', async () => {
    const incident = incidentOf('INC-1', { severity: 'minor' });
    await store().incidents.insert(incident);
    for (let i = 0; i < 2; i++) await fail(incident);
    expect(await stored('INC-1')).toMatchObject({ why: 'agents_failed', round: 1, about: { severity: 'minor' } });
    expect(await investigate.owed!(deps())).toEqual([]);
    await store().incidents.update({ ...incident, severity: 'major' });
    expect(await investigate.owed!(deps())).toHaveLength(1);
    for (let i = 0; i < 2; i++) await fail(incident);
    expect(await stored('INC-1')).toMatchObject({ why: 'agents_failed', round: 2, about: { severity: 'major' } });
    expect(await told()).toHaveLength(2);
  });

  test('take nothing back that another process decided', async () => {
    await store().incidents.insert(incidentOf('INC-1'));
    const plan = { kind: 'plan', planId: 'p', playbook: 'x', reason: 'y' } as const;
    await store().facts.put(decisionKind, 'INC-1', plan);
    await fail(incidentOf('INC-1'));
    expect(await stored('INC-1')).toEqual(plan);
  });
});
