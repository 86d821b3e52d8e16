import { setImmediate as nextTurn } from 'node:timers/promises';
import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import type { z } from 'zod';
import type { CauseId } from '../domain/cause.ts';
import type { Clock } from '../domain/clock.ts';
import type { Verdict } from '../domain/incident.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Decision } from './decision.ts';
import type { EvidenceLedger, SeenEvidence } from './evidence-ledger.ts';
import { plainLine } from './plain-line.ts';
import type { ToolPorts } from './ports.ts';

/** What one agent's tools share during one run. The incident is fixed: no model can reach for another one. */
export interface ToolContext {
  ports: ToolPorts;
  incidentId: string;
  clock: Clock;
  evidence: EvidenceLedger;
  /** What the agents' look is about. Once the incident's verdict is another one, nothing is proposed any more. */
  verdict: Verdict | null;
  /** What the diagnosis concluded; null before there is one. */
  cause: CauseId | null;
  /** Set by the tools, never by a model's words. */
  decision: Decision | null;
  /** The unexpected end of a write, kept so that the run can fail as a whole instead of talking it away. */
  failure: unknown;
}

/** Expected ends are values. "no-data" is never to be read as "all is well". */
export type ToolResult =
  | { outcome: 'ok'; evidence: SeenEvidence[]; [detail: string]: unknown }
  | { outcome: 'no-data' | 'refused' | 'failed'; reason: string; [detail: string]: unknown };

/** Who calls tools. The detector is code and calls its tools by itself; the others are asked by a language model, or by its offline twin. */
export type AgentName = 'detector' | 'analyst' | 'actor';

/**
 * One tool: `name` is verb_noun as the model sees it; `effect` is "write" only when calling it leaves something behind; `agents` are those that
 * are given it; `input` is a strict schema. `run` gets what that schema parsed. It throws for what it did not expect; everything else is a
 * {@link ToolResult}.
 */
export interface Tool<Name extends string = string> {
  name: Name;
  effect: 'read' | 'write';
  agents: readonly AgentName[];
  description: string;
  input: z.ZodObject;
  run(input: Record<string, unknown>, context: ToolContext): Promise<ToolResult>;
}

/** Lets a tool be written with the types of its own input. */
export function defineTool<const Name extends string, Input extends z.ZodObject>(
  definition: Omit<Tool<Name>, 'input' | 'run'> & {
    input: Input;
    run(input: z.infer<Input>, context: ToolContext): Promise<ToolResult>;
  },
): Tool<Name> {
  return { ...definition, run: (input, context) => definition.run(input as z.infer<Input>, context) };
}

/** The tool as LangChain calls it. The answer is JSON; whatever is thrown becomes "failed", so that a loop goes on without that fact. */
export function bindTool(definition: Tool, context: ToolContext, log: Log): StructuredToolInterface {
  const call = async (input: Record<string, unknown>): Promise<string> => {
    await nextTurn();
    const startedAt = context.clock();
    const result = await callTool(definition, input, context, log);
    const fields = { incidentId: context.incidentId, tool: definition.name, outcome: result.outcome };
    log.debug({ ...fields, elapsedMs: context.clock() - startedAt }, 'tool called');
    return JSON.stringify(result);
  };
  return tool(call, { name: definition.name, description: definition.description, schema: definition.input });
}

/** Runs a tool with input that fits its schema. Whatever it throws becomes "failed". */
export async function callTool(
  definition: Tool,
  input: Record<string, unknown>,
  context: ToolContext,
  log: Log,
): Promise<ToolResult> {
  try {
    return await definition.run(input, context);
  } catch (thrown) {
    if (definition.effect === 'write') context.failure = thrown;
    log.warn({ incidentId: context.incidentId, tool: definition.name, err: thrown }, 'tool failed');
    return { outcome: 'failed', reason: plainLine(describeError(thrown), 200) };
  }
}
