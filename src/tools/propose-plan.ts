import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PlaybookOption } from '../changes/options.ts';
import { sameVerdict } from '../domain/same-verdict.ts';
import type { Parameters } from '../network/parameter-types.ts';
import { decideNoPlan } from './decision.ts';
import { findOptions, mayConcern } from './list-playbooks.ts';
import { findSubject } from './subject.ts';
import { defineTool, type ToolContext, type ToolResult } from './tool.ts';

/** Writes a plan that waits for people. It runs nothing. */
export const proposePlan = defineTool({
  name: 'propose_plan',
  effect: 'write',
  agents: ['actor'],
  description:
    'Proposes one playbook as a plan that people approve or reject. Give only the adjustable parameters that you want to differ. At most one plan per investigation.',
  input: z.strictObject({
    playbook: z.string().min(1).max(80).describe('Id out of list_playbooks'),
    parameters: z.record(z.string().max(40), z.union([z.string().max(120), z.number()])).default({}),
  }),
  async run(input, context) {
    if (context.decision?.kind === 'plan') return refuse('A plan of this investigation is waiting for people already.');
    const option = await findOption(context, input.playbook);
    if (!option) return refuse('No playbook of this name covers the cause of this incident.');
    if (option.way === 'escalate')
      return escalate(context, option, option.reason ?? 'The playbook leaves this to people.');
    const filled = fillParameters(option, input.parameters);
    if ('reason' in filled) return refuse(filled.reason);
    return propose(context, option, filled.parameters);
  },
});

/** The same incident, playbook and parameters give the same key, whatever the order of the parameters. */
export function proposalKey(incidentId: string, playbook: string, parameters: Parameters): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([incidentId, playbook, sorted]))
    .digest('hex');
}

async function findOption(context: ToolContext, playbook: string): Promise<PlaybookOption | undefined> {
  const { cause, verdict } = context;
  if (!verdict || !cause || !mayConcern(verdict, cause)) return undefined;
  const options = await findOptions(context, verdict.place, cause);
  return options.find(({ id }) => id === playbook);
}

function fillParameters(option: PlaybookOption, given: Parameters): { parameters: Parameters } | { reason: string } {
  const unknown = Object.keys(given).find((name) => !option.parameters.some((parameter) => parameter.name === name));
  if (unknown !== undefined) return { reason: `${option.id} has no parameter of that name.` };
  const parameters: Parameters = {};
  for (const { name, value, adjustable } of option.parameters) {
    const wanted = given[name] ?? value;
    if (wanted === null) return { reason: `The parameter ${name} has no value.` };
    if (!adjustable && wanted !== value) return { reason: `The parameter ${name} is fixed by the evidence.` };
    parameters[name] = wanted;
  }
  return { parameters };
}

async function propose(context: ToolContext, option: PlaybookOption, parameters: Parameters): Promise<ToolResult> {
  const { incidentId } = context;
  const subject = await findSubject(context);
  if (!sameVerdict(subject?.verdict ?? null, context.verdict)) return turnDown(context);
  const key = proposalKey(incidentId, option.id, parameters);
  const answer = await context.ports.proposePlan({ incidentId, playbook: option.id, parameters, key });
  if (answer.outcome === 'escalate') return escalate(context, option, answer.reason);
  if (answer.outcome === 'refused') {
    context.decision = { kind: 'refused', playbook: option.id, reason: answer.reason };
    return refuse(answer.reason);
  }
  context.decision = { kind: 'plan', planId: answer.planId, playbook: option.id, reason: option.title };
  return { outcome: 'ok', evidence: [], plan_id: answer.planId };
}

/** What was found out is about another cause or place than the incident names by now. */
function turnDown(context: ToolContext): ToolResult {
  context.decision = decideNoPlan('verdict_changed');
  return refuse(context.decision.reason);
}

function escalate(context: ToolContext, option: PlaybookOption, reason: string): ToolResult {
  context.decision = { kind: 'escalate', playbook: option.id, reason };
  return refuse(reason, true);
}

function refuse(reason: string, escalated = false): ToolResult {
  return { outcome: 'refused', reason, ...(escalated ? { escalate: true } : {}) };
}
