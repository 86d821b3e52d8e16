import { type CauseId, causes } from '../domain/cause.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Incident, Verdict } from '../domain/incident.ts';
import type { ToolContext } from '../tools/tool.ts';
import { writeCaseFile } from './case-file.ts';
import { keepSupported } from './cited-sentences.ts';
import { type Claim, conclude, type Finding } from './conclusion.ts';
import type { Prompts } from './prompts.ts';
import { type AgentDeps, runAgent } from './run-agent.ts';
import type { Observation } from './transcript.ts';

/** Writes the diagnosis. Only sentences that code can stand up for are in it. */
export async function runAnalyst(
  facts: { incident: Incident; verdict: Verdict | null; finding: Finding; observations: Observation[] },
  context: ToolContext,
  deps: AgentDeps & { prompts: Prompts },
): Promise<{ diagnosis: Diagnosis; cause: CauseId | null }> {
  const { incident, verdict, finding, observations } = facts;
  const prompt = deps.prompts.render('analyst/diagnose', {
    case_file: writeCaseFile(incident, { verdict, finding, observations, conclusion: null, sentences: [] }),
    cause_ids: causes.map((cause) => cause.id).join(', '),
  });
  const tools = ['get_neighbours', 'query_metrics', 'run_show_command', 'get_config_changes'] as const;
  const read = (answer: string) => readClaim(answer, context);
  const { value, writtenBy } = await runAgent({ name: 'analyst', prompt, tools, maxSteps: 12, read }, context, deps);
  const ledger = context.evidence;
  const { cause, sentences } = conclude(value, { finding, verdict, ledger, incidentPlace: incident.place });
  const diagnosis: Diagnosis = {
    incidentId: incident.id,
    at: context.clock(),
    conclusive: cause !== null,
    sentences,
    evidence: ledger.all(),
    writtenBy,
  };
  return { diagnosis, cause };
}

/** A cause without one sentence that holds is no answer; "inconclusive" without one is. */
function readClaim(answer: string, context: ToolContext): Claim | null {
  const [, cause] = /^\W*conclusion\W+([a-z_]+)/im.exec(answer) ?? [];
  if (!cause) return null;
  const sentences = keepSupported(answer, context.evidence.all());
  const inconclusive = cause.toLowerCase() === 'inconclusive';
  return sentences.length === 0 && !inconclusive ? null : { cause: cause.toLowerCase(), sentences };
}
