import { MemorySaver } from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import { createChatModel } from '../../src/agents/chat-model.ts';
import { createOncallGraph } from '../../src/agents/oncall-graph.ts';
import type { OncallPorts } from '../../src/agents/oncall-nodes.ts';
import { loadPrompts } from '../../src/agents/prompts.ts';
import { isRoundDue, mostRounds } from '../../src/agents/rounds.ts';
import type { Severity, Verdict } from '../../src/domain/incident.ts';
import { formatPlace, type Place, placeKey } from '../../src/domain/place.ts';
import { type Decision, decideNoPlan, type RoundSubject } from '../../src/tools/decision.ts';
import { dealt } from '../sampled.ts';
import { bad, createWorld, latencySeries, now, ospfPlaybook, silentLog, verdict } from './world.ts';

const elsewhere: Place = { device: 'Switch-1', interface: 'eth1' };
const lateAt: Place = { device: 'AP-1', interface: 'eth1' };
const about = (place: Place, change: Partial<Verdict> = {}): Verdict => ({ ...verdict, place, ...change });
const unknown = about(lateAt, { cause: 'unknown', confidence: 0.3 });
const lossy = (place: Place) => about(place, { cause: 'packet_loss', symptom: 'packet_loss' });

const series = {
  ...latencySeries,
  [`${placeKey(elsewhere)} latency_ms`]: [4, 90] as [number, number],
  [`${placeKey(elsewhere)} packet_loss_pct`]: [0, 20] as [number, number],
};

const prompts = await loadPrompts();
const model = await createChatModel({ offline: true });
const verified = { planId: 'plan-1', state: 'verified' as const, detail: null };

/** Agents on an incident whose verdict becomes `next` just before the n-th call of a port; `calls` are their names. */
function createBench(first: Verdict | null, { next, at }: { next?: Verdict; at?: number } = {}) {
  const world = createWorld({ series, verdict: first });
  const { incident } = world;
  const become = (verdict: Verdict) => {
    incident.verdict = verdict;
    incident.place = verdict.place;
  };
  if (first) become(first);
  const calls: string[] = [];
  /** The place that a plan was for, and the one that the incident named when it was asked for. */
  const proposed: { place: string; named: string }[] = [];
  const ports: OncallPorts = {
    ...world.ports,
    getIncident: async () => ({ incident: structuredClone(incident), anomalies: [] }),
    classify: async () => structuredClone(incident.verdict),
    listPlaybooks: async ({ place }) => [
      {
        ...ospfPlaybook,
        parameters: [{ name: 'end', value: formatPlace(place), adjustable: false, about: 'one end' }],
      },
    ],
    async proposePlan(request) {
      proposed.push({ place: String(request.parameters.end), named: formatPlace(incident.place) });
      return world.ports.proposePlan(request);
    },
  };
  const watch = <T extends object>(object: T): T =>
    new Proxy(object, {
      get(target, name) {
        const value = target[name as keyof T] as unknown;
        // What answers at once leaves no moment for anything to change.
        if (typeof value !== 'function' || ['topology', 'showCommands'].includes(String(name))) return value;
        return (...given: unknown[]) => {
          calls.push(String(name));
          // The call that writes a plan is the last one that can't know of it.
          if (next && calls.length === at && name !== 'proposePlan') become(next);
          return value.apply(target, given);
        };
      },
    });
  const graph = createOncallGraph({
    ...{ model, prompts, log: silentLog, clock: () => now, checkpointer: new MemorySaver() },
    ports: watch(ports),
  });
  return { ...world, graph, calls, proposed, become };
}

async function countCalls(first: Verdict | null): Promise<number> {
  const bench = createBench(first);
  await bench.graph.investigate('inc-1');
  return bench.calls.length;
}

const changes = [
  { what: 'an unknown cause becomes known at another place', first: unknown, next: about(bad) },
  { what: 'an incident without a verdict gets one', first: null, next: about(bad) },
  { what: 'another cause at the same place', first: lossy(bad), next: about(bad) },
  { what: 'the same cause at another place', first: about(elsewhere), next: about(bad) },
  { what: 'another cause at another place', first: lossy(elsewhere), next: about(bad) },
];

describe.each(changes.map((change, turn) => ({ ...change, turn })))('when $what', async ({ first, next, turn }) => {
  const total = await countCalls(first);
  const moments = Array.from({ length: total }, (_, i) => i + 1);

  test.each(dealt(moments, turn, changes.length))(
    'just before call %i of a port, the agents end with what counts',
    async (at) => {
      const bench = createBench(first, { next, at });
      const result = await bench.graph.investigate('inc-1');
      // Whatever was proposed was for the place that the incident named at that moment.
      expect(bench.proposed).toEqual([{ place: bench.proposed[0]?.named, named: bench.proposed[0]?.named }]);
      expect(result).toMatchObject({ stage: 'waiting', decision: { kind: 'plan' } });
      const last = bench.decisions.at(-1)!;
      expect(last).toMatchObject({ kind: 'plan', about: { verdict: { place: result.about?.verdict?.place } } });
      expect(formatPlace(result.about!.verdict!.place)).toBe(bench.proposed[0]!.place);
      expect(bench.diagnoses.at(-1)).toMatchObject({ conclusive: true, round: result.round });
    },
  );
});

describe('after an investigation ended without a plan', () => {
  test('a known cause is looked at anew, with evidence, diagnosis and decision of its own', async () => {
    const bench = createBench(unknown);
    expect(await bench.graph.investigate('inc-1')).toMatchObject({ stage: 'done', round: 1 });
    bench.become(about(bad));
    expect(await bench.graph.investigate('inc-1')).toMatchObject({ stage: 'waiting', round: 2 });
    expect(bench.diagnoses.map(({ round, conclusive }) => [round, conclusive])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(bench.decisions.map(({ round, kind }) => [round, kind])).toEqual([
      [1, 'none'],
      [2, 'plan'],
    ]);
    const places = bench.diagnoses[1]!.evidence.map(({ place }) => place.device);
    expect(places).not.toContain('AP-1');
    expect(await bench.graph.resume('inc-1', verified)).toBe('resumed');
    expect(await bench.graph.investigate('inc-1')).toMatchObject({ stage: 'done', round: 2, outcome: verified });
  });

  test('a cause that never rests is looked at so often and no more', async () => {
    const bench = createBench(unknown);
    for (let turn = 0; turn < 6; turn++) {
      bench.become({ ...(turn % 2 ? about(bad) : lossy(elsewhere)), confidence: 0.1 });
      await bench.graph.investigate('inc-1');
    }
    expect(bench.decisions.map(({ round }) => round)).toEqual([1, 2, 3]);
    expect(bench.proposed).toEqual([]);
  });

  test('nothing new is nothing to look at', async () => {
    const bench = createBench(unknown);
    const found = await bench.graph.investigate('inc-1');
    expect(await bench.graph.investigate('inc-1')).toEqual(found);
    bench.become({ ...unknown, place: elsewhere });
    await bench.graph.investigate('inc-1');
    expect(bench.diagnoses).toHaveLength(1);
  });

  test('the end of a plan of another round begins none', async () => {
    const bench = createBench(unknown);
    await bench.graph.investigate('inc-1');
    bench.become(about(bad));
    expect(await bench.graph.resume('inc-1', verified)).toBe('not-waiting');
    expect(bench.diagnoses).toHaveLength(1);
  });
});

describe('another round is due', () => {
  const was: RoundSubject = { verdict: about(bad), severity: 'minor' };
  const none: Decision = decideNoPlan('inconclusive');
  const plan: Decision = { kind: 'plan', planId: 'p', playbook: 'x', reason: 'y' };
  const escalate: Decision = { kind: 'escalate', playbook: 'x', reason: 'y' };
  const refused: Decision = { ...escalate, kind: 'refused' };
  const is = (verdict: Verdict | null, severity: Severity = 'minor') => ({ state: 'open' as const, severity, verdict });

  test.each([
    ['no', 'the incident is the same', none, is(about(bad))],
    ['no', 'only the confidence is another one', none, is(about(bad, { confidence: 0.6 }))],
    ['yes', 'the cause is another one', none, is(lossy(bad))],
    ['yes', 'the place is another one', none, is(about(elsewhere))],
    ['yes', 'it got worse', none, is(about(bad), 'major')],
    ['no', 'it got less grave', none, is(about(bad), 'warning')],
    ['no', 'the cause is unknown', none, is(unknown, 'major')],
    ['no', 'there is no verdict', none, is(null)],
    ['no', 'it is over', none, { ...is(lossy(bad)), state: 'resolved' as const }],
    ['yes', 'the playbook left another cause to people', escalate, is(lossy(bad))],
    ['yes', 'a plan against another cause was refused', refused, is(lossy(bad))],
    ['yes', 'the agents failed at another cause', decideNoPlan('agents_failed'), is(lossy(bad))],
    ['no', 'people decide about a plan, whatever became of it', plan, is(lossy(bad), 'critical')],
  ])('%s, when %s', (answer, _when, decision, incident) => {
    expect(isRoundDue({ ...decision, round: 1, about: was }, incident)).toBe(answer === 'yes');
    expect(isRoundDue({ ...decision, round: mostRounds, about: was }, incident)).toBe(false);
    // Nobody knows what a decision of an earlier release was about.
    expect(isRoundDue(decision, incident)).toBe(false);
  });
});
