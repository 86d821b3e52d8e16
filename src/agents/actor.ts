import type { CauseId } from '../domain/cause.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Incident, Verdict } from '../domain/incident.ts';
import { sameVerdict } from '../domain/same-verdict.ts';
import { type Decision, decideNoPlan, isNoPlanReason, type NoPlanReason } from '../tools/decision.ts';
import type { ToolContext } from '../tools/tool.ts';
import { readField } from './answer-field.ts';
import { writeCaseFile } from './case-file.ts';
import type { Prompts } from './prompts.ts';
import { type AgentDeps, runAgent, type Writer } from './run-agent.ts';

/** What a language model may choose from; the other reasons are for code to find. */
const reasonsOfModels = ['does_not_fit', 'risk_too_high'] as const satisfies NoPlanReason[];

/**
 * Asks for at most one plan. What was decided is what the tools recorded, not what the model says that it did. A plan of this incident that
 * is open already is the decision: a run that was cut off after the write finds it here. `current` is what the incident's verdict is now.
 */
export async function runActor(
  facts: { incident: Incident; current: Verdict | null; cause: CauseId; diagnosis: Diagnosis },
  context: ToolContext,
  deps: AgentDeps & { prompts: Prompts },
): Promise<Decision> {
  const { incident, current, cause, diagnosis } = facts;
  const { verdict } = context;
  const open = await context.ports.openPlan(incident.id);
  if (open) return { kind: 'plan', ...open, reason: 'This incident has an open plan.' };
  if (!sameVerdict(verdict, current)) return decideNoPlan('verdict_changed');
  const prompt = deps.prompts.render('actor/propose', {
    case_file: writeCaseFile(incident, {
      verdict,
      finding: 'confirmed',
      conclusion: cause,
      observations: [],
      sentences: diagnosis.sentences,
    }),
    reasons: reasonsOfModels.map((why) => `No plan: ${why}`).join('\n    '),
  });
  const read = (answer: string, writer: Writer) => readDecision(answer, writer, context);
  return runAgent({ name: 'actor', prompt, maxSteps: 6, read }, context, deps);
}

/** What is refused to a language model may be refused because of its parameters, so that is not the end of it. */
function readDecision(answer: string, writer: Writer, { decision }: ToolContext): Decision | null {
  if (decision) return decision.kind === 'refused' && writer === 'language model' ? null : decision;
  const why = readField(answer, 'no plan');
  if (why === null) return null;
  if (writer === 'offline') return decideNoPlan(isNoPlanReason(why) ? why : 'not_given');
  // A language model may only choose a reason from the list. Any other answer counts as unreadable, and the offline model decides.
  return (reasonsOfModels as readonly string[]).includes(why) ? decideNoPlan(why as NoPlanReason) : null;
}
