import { type BaseCheckpointSaver, Command, END, START, StateGraph } from '@langchain/langgraph';
import type { Clock } from '../domain/clock.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { PlanOutcome } from '../domain/plan.ts';
import { NocturneError } from '../errors.ts';
import { createLanes } from '../foundation/lanes.ts';
import type { Log } from '../log.ts';
import type { Decision, RoundSubject } from '../tools/decision.ts';
import { findSubject } from '../tools/subject.ts';
import type { ChatModel } from './chat-model.ts';
import { defaultBudget, type ModelBudget } from './model-use.ts';
import { createNodes, type OncallPorts } from './oncall-nodes.ts';
import { OncallState, type OncallValues } from './oncall-state.ts';
import type { Prompts } from './prompts.ts';
import { isRoundDue } from './rounds.ts';

/**
 * Where an investigation stands. "waiting": a plan waits for people or runs; "done": nothing more will come, unless the incident becomes
 * another question and a further round begins. While that one is "working", diagnosis and decision are those of the round before.
 */
export interface Investigation {
  incidentId: string;
  /** From 1. */
  round: number;
  /** What the round is about; null before its first step is done. */
  about: RoundSubject | null;
  stage: 'working' | 'waiting' | 'done';
  diagnosis: Diagnosis | null;
  decision: Decision | null;
  outcome: PlanOutcome | null;
}

/**
 * The agents of one product. The thread id is the incident id. Both calls may be repeated: after a crash they go on from the last
 * checkpoint, and what is done already is not done again. Across processes the caller holds a lock per incident.
 */
export interface OncallGraph {
  /**
   * Goes as far as it can: to a plan that waits, or to the end. A round that ended without a plan is followed by another one when the
   * incident is another question by then. Throws `incident-unknown`, and what a port threw unexpectedly.
   */
  investigate(incidentId: string): Promise<Investigation>;
  /** Tells the thread how its plan ended. "already": it knew; "not-waiting": it waits for no plan, or for another one. */
  resume(incidentId: string, outcome: PlanOutcome): Promise<'resumed' | 'already' | 'not-waiting'>;
  /** Null when nothing was begun. */
  state(incidentId: string): Promise<Investigation | null>;
}

export interface OncallDeps {
  model: ChatModel;
  ports: OncallPorts;
  checkpointer: BaseCheckpointSaver;
  prompts: Prompts;
  clock: Clock;
  log: Log;
  budget?: ModelBudget;
}

export function createOncallGraph(deps: OncallDeps): OncallGraph {
  const compile = () => buildGraph(deps);
  const threadOf = (incidentId: string) => ({ configurable: { thread_id: incidentId } });
  /** Per incident one thing at a time within this process. */
  const incidents = createLanes();
  const read = async (incidentId: string) => readThread(compile(), incidentId);

  /** Begins a round, or goes on with the one that was begun. */
  const invoke = async (input: { incidentId: string; round: number } | null, incidentId: string) => {
    const graph = compile();
    await graph.invoke(input, threadOf(incidentId));
    const after = await readThread(graph, incidentId);
    if (after && after.stage !== 'working') return after;
    throw new NocturneError('investigation-unfinished', `The investigation of ${incidentId} ended without a decision`, {
      retryable: true,
    });
  };

  const finishRound = async (incidentId: string): Promise<Investigation> => {
    const before = await read(incidentId);
    if (before && before.stage !== 'working') return before;
    return invoke(before ? null : { incidentId, round: 1 }, incidentId);
  };

  const isFurtherDue = async ({ incidentId, round, about, decision }: Investigation): Promise<boolean> => {
    const subject = await findSubject({ ports: deps.ports, incidentId });
    if (!subject || !decision || !about) return false;
    return isRoundDue({ kind: decision.kind, round, about }, { ...subject.incident, verdict: subject.verdict });
  };

  const investigate = async (incidentId: string): Promise<Investigation> => {
    let found = await finishRound(incidentId);
    while (found.stage === 'done' && (await isFurtherDue(found))) {
      found = await invoke({ incidentId, round: found.round + 1 }, incidentId);
    }
    return found;
  };

  return {
    investigate: (incidentId) => incidents.run(incidentId, () => investigate(incidentId)),
    resume: (incidentId, outcome) =>
      incidents.run(incidentId, async () => {
        if (!(await read(incidentId))) return 'not-waiting';
        // A process may have died between the proposal and the interrupt while people were quick.
        const { stage, decision, outcome: known } = await finishRound(incidentId);
        if (known && known.planId !== outcome.planId) return 'not-waiting';
        if (known && stage === 'done') return 'already';
        if (stage !== 'waiting' || decision?.kind !== 'plan' || decision.planId !== outcome.planId)
          return 'not-waiting';
        await compile().invoke(new Command({ resume: known ?? outcome }), threadOf(incidentId));
        return 'resumed';
      }),
    state: read,
  };
}

/** Built anew for each call: it is cheap, and the model's budget and the redaction belong to one investigation. */
function buildGraph(deps: OncallDeps) {
  const nodes = createNodes({ ...deps, budget: deps.budget ?? defaultBudget });
  return new StateGraph(OncallState)
    .addNode('detector', nodes.detect)
    .addNode('analyst', nodes.analyse)
    .addNode('report', nodes.report)
    .addNode('actor', nodes.act)
    .addNode('announce', nodes.announce)
    .addNode('people', nodes.waitForPeople)
    .addNode('close', nodes.close)
    .addEdge(START, 'detector')
    .addEdge('detector', 'analyst')
    .addEdge('analyst', 'report')
    .addEdge('report', 'actor')
    .addEdge('actor', 'announce')
    .addConditionalEdges('announce', ({ decision }) => (decision.kind === 'plan' ? 'people' : 'close'), [
      'people',
      'close',
    ])
    .addEdge('people', 'close')
    .addEdge('close', END)
    .compile({ checkpointer: deps.checkpointer });
}

async function readThread(graph: ReturnType<typeof buildGraph>, incidentId: string): Promise<Investigation | null> {
  const snapshot = await graph.getState({ configurable: { thread_id: incidentId } });
  const values = (snapshot.values ?? {}) as Partial<OncallValues>;
  // Not `next`, which leaves out a task that has written: a process may have died before the checkpoint that takes its writes in.
  const over = snapshot.tasks.length === 0;
  // Nothing was begun, or the process died between the input's checkpoint and the first step. The end needs a decision.
  if (over && values.decision === undefined) return null;
  const interrupted = snapshot.tasks.some((task) => task.interrupts.length > 0);
  return {
    incidentId,
    round: values.round ?? 1,
    about: values.about ?? null,
    stage: over ? 'done' : interrupted ? 'waiting' : 'working',
    diagnosis: values.diagnosis ?? null,
    decision: values.decision ?? null,
    outcome: values.outcome ?? null,
  };
}
