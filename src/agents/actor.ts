import type { CauseId } from '../domain/cause.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Incident, Verdict } from '../domain/incident.ts';
import type { Decision } from '../tools/decision.ts';
import { plainLine } from '../tools/plain-line.ts';
import type { ToolContext } from '../tools/tool.ts';
import { writeCaseFile } from './case-file.ts';
import type { Prompts } from './prompts.ts';
import { type AgentDeps, runAgent } from './run-agent.ts';

/**
 * Asks for at most one plan. What was decided is what the tools recorded, not what the model says that it did. A plan of this incident that
 * is open already is the decision: a run that was cut off after the write finds it here.
 */
export async function runActor(
  facts: { incident: Incident; verdict: Verdict | null; cause: CauseId; diagnosis: Diagnosis },
  context: ToolContext,
  deps: AgentDeps & { prompts: Prompts },
): Promise<Decision> {
  const { incident, verdict, cause, diagnosis } = facts;
  const open = await context.ports.openPlan(incident.id);
  if (open) return { kind: 'plan', ...open, reason: 'This incident has an open plan.' };
  const prompt = deps.prompts.render('actor/propose', {
    case_file: writeCaseFile(incident, {
      verdict,
      finding: 'confirmed',
      conclusion: cause,
      observations: [],
      sentences: diagnosis.sentences,
    }),
  });
  const read = (answer: string) => context.decision ?? readRefusal(answer);
  const tools = ['list_playbooks', 'propose_plan'] as const;
  const { value } = await runAgent({ name: 'actor', prompt, tools, maxSteps: 6, read }, context, deps);
  return value;
}

function readRefusal(answer: string): Decision | null {
  const [, reason] = /^\W*no plan\W+(.+)$/im.exec(answer) ?? [];
  return reason ? { kind: 'none', reason: plainLine(reason, 200) } : null;
}
