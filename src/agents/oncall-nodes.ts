import { interrupt } from '@langchain/langgraph';
import type { Clock } from '../domain/clock.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Verdict } from '../domain/incident.ts';
import type { PlanOutcome } from '../domain/plan.ts';
import { NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type DecidedRound, decideNoPlan } from '../tools/decision.ts';
import { createEvidenceLedger } from '../tools/evidence-ledger.ts';
import type { ToolPorts } from '../tools/ports.ts';
import { findSubject } from '../tools/subject.ts';
import type { ToolContext } from '../tools/tool.ts';
import { runActor } from './actor.ts';
import { runAnalyst } from './analyst.ts';
import type { ChatModel } from './chat-model.ts';
import { runDetector } from './detector.ts';
import { createModelUse, type ModelBudget } from './model-use.ts';
import type { OncallValues } from './oncall-state.ts';
import type { Prompts } from './prompts.ts';
import { createRedactor } from './redaction.ts';

/** What the graph reaches besides the tools. */
export interface OncallPorts extends ToolPorts {
  /** Stores the diagnosis and appends `diagnosis.ready`. Comes again with the same diagnosis when a process died in between. */
  saveDiagnosis(diagnosis: Diagnosis): Promise<void>;
  /** Makes known what the investigation ended in. Comes again with the same decision when a process died in between. */
  saveDecision(incidentId: string, decision: DecidedRound): Promise<void>;
}

export interface NodeDeps {
  model: ChatModel;
  ports: OncallPorts;
  prompts: Prompts;
  budget: ModelBudget;
  clock: Clock;
  log: Log;
}

/** The nodes of one investigation. None of them runs a command that changes anything: the furthest they go is a plan that waits. */
export function createNodes(deps: NodeDeps) {
  const { ports, clock, log, model, prompts } = deps;
  const use = createModelUse(model, deps.budget, clock);
  const hosts = ports.topology().devices.map((device) => device.name);

  const subjectOf = async (incidentId: string) => {
    const subject = await findSubject({ ports, incidentId });
    if (!subject) throw new NocturneError('incident-unknown', `There is no incident ${incidentId}.`);
    const users = subject.incident.owner === null ? [] : [subject.incident.owner];
    return { ...subject, agent: { model, use, log, prompts, redactor: createRedactor({ hosts, users }) } };
  };
  const contextOf = (state: OncallValues, verdict: Verdict | null): ToolContext => ({
    ports,
    clock,
    incidentId: state.incidentId,
    verdict,
    evidence: createEvidenceLedger(state.evidence),
    cause: state.cause ?? null,
    decision: null,
    failure: null,
  });

  return {
    async detect(state: OncallValues): Promise<Partial<OncallValues>> {
      const { incident, verdict } = await subjectOf(state.incidentId);
      const context = contextOf({ ...state, evidence: [] }, verdict);
      const { finding, observations } = await runDetector(context, log);
      const about = { verdict, severity: incident.severity };
      return { about, finding, observations, evidence: context.evidence.all() };
    },

    async analyse(state: OncallValues): Promise<Partial<OncallValues>> {
      const { incident, verdict: current, agent } = await subjectOf(state.incidentId);
      const { finding, observations, round, about } = state;
      const verdict = about ? about.verdict : current;
      const context = contextOf(state, verdict);
      const { diagnosis, cause } = await runAnalyst({ incident, verdict, finding, observations }, context, agent);
      return { diagnosis: { ...diagnosis, round }, cause, evidence: diagnosis.evidence };
    },

    async report(state: OncallValues): Promise<Partial<OncallValues>> {
      await ports.saveDiagnosis(state.diagnosis);
      return {};
    },

    async act(state: OncallValues): Promise<Partial<OncallValues>> {
      const { diagnosis, cause, about } = state;
      if (cause === null) return { decision: decideNoPlan('inconclusive') };
      const { incident, verdict: current, agent } = await subjectOf(state.incidentId);
      const facts = { incident, current, cause, diagnosis };
      return { decision: await runActor(facts, contextOf(state, about ? about.verdict : current), agent) };
    },

    async announce(state: OncallValues): Promise<Partial<OncallValues>> {
      const { incidentId, decision, round, about } = state;
      await ports.saveDecision(incidentId, { ...decision, round, about });
      return {};
    },

    /** Stops here until the plan has ended. Nothing stands before the interrupt: this node starts over when the thread is resumed. */
    waitForPeople(state: OncallValues): Partial<OncallValues> {
      if (state.decision.kind !== 'plan') return {};
      return { outcome: interrupt<{ planId: string }, PlanOutcome>({ planId: state.decision.planId }) };
    },

    close(state: OncallValues): Partial<OncallValues> {
      const { incidentId, outcome } = state;
      log.info({ incidentId, planId: outcome?.planId, state: outcome?.state }, 'investigation closed');
      return {};
    },
  };
}
