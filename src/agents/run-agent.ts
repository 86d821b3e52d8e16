import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { createAgent } from 'langchain';
import type { Log } from '../log.ts';
import { createEvidenceLedger } from '../tools/evidence-ledger.ts';
import { toolsOf } from '../tools/index.ts';
import { type AgentName, bindTool, type ToolContext } from '../tools/tool.ts';
import { type ChatModel, offlineChatModel } from './chat-model.ts';
import { createModelGuard, createStepLimit } from './model-guard.ts';
import type { ModelUse } from './model-use.ts';
import type { RenderedPrompt } from './prompts.ts';
import type { Redactor } from './redaction.ts';

/** Who answered: a language model's words need checks that the offline templates do not. */
export type Writer = 'language model' | 'offline';

export interface AgentRun<T> {
  /** Whose tools it is given. */
  name: AgentName;
  prompt: RenderedPrompt;
  maxSteps: number;
  /** The answer as a value, or null when it can't be used: then the offline model does the work over again. */
  read(answer: string, writer: Writer): T | null;
}

/** What all agents of one investigation share. */
export interface AgentDeps {
  model: ChatModel;
  use: ModelUse;
  redactor: Redactor;
  log: Log;
}

/**
 * One bounded tool loop from prompt to answer. It keeps no checkpoint of its own: a run that was cut off starts over, which its tools
 * allow. Whatever the language model does, the offline model finishes: from the beginning and with none of its facts, so that the end is
 * the same as without a language model. Throws what a writing tool threw unexpectedly, and when not even the offline model gave a usable
 * answer.
 */
export async function runAgent<T>(run: AgentRun<T>, context: ToolContext, deps: AgentDeps): Promise<T> {
  return (await askLanguageModel(run, context, deps)) ?? (await runOffline(run, context, deps));
}

/** Null when it is not to be asked (any more) in this investigation. */
async function askLanguageModel<T>(run: AgentRun<T>, context: ToolContext, deps: AgentDeps): Promise<T | null> {
  const { use, log } = deps;
  if (use.givenUp() !== null) return null;
  const before = context.evidence.all();
  try {
    const guard = createModelGuard(deps);
    const value = run.read(await loop(run, context, { model: deps.model, middleware: [guard], log }), 'language model');
    if (value !== null) return value;
    use.giveUp(`the ${run.name}'s answer could not be used`);
  } catch (thrown) {
    // What the guard knows about it was said by the guard.
    use.giveUp('its answer could not be read');
    log.warn({ incidentId: context.incidentId, agent: run.name, err: thrown }, 'language model gave up');
  }
  if (context.failure !== null) throw context.failure;
  log.warn({ incidentId: context.incidentId, agent: run.name, reason: use.givenUp() }, 'going on offline');
  context.evidence = createEvidenceLedger(before);
  if (context.decision?.kind !== 'plan') context.decision = null;
  return null;
}

async function runOffline<T>(run: AgentRun<T>, context: ToolContext, { log }: AgentDeps): Promise<T> {
  const value = run.read(await loop(run, context, { model: offlineChatModel(), middleware: [], log }), 'offline');
  if (value === null) throw new Error(`The ${run.name} gave no usable answer.`);
  return value;
}

/** The text of the last answer. Throws what a writing tool threw. */
async function loop<T>(
  run: AgentRun<T>,
  context: ToolContext,
  deps: { model: ChatModel; middleware: ReturnType<typeof createModelGuard>[]; log: Log },
): Promise<string> {
  const bound = toolsOf(run.name).map((tool) => bindTool(tool, context, deps.log));
  const agent = createAgent({
    name: run.name,
    model: deps.model.model,
    tools: bound,
    systemPrompt: run.prompt.system,
    middleware: [createStepLimit(run.maxSteps), ...deps.middleware],
    checkpointer: false,
  });
  const input = { messages: [new HumanMessage(run.prompt.task)] };
  const result = await agent.invoke(input, { recursionLimit: 4 * run.maxSteps + 10 });
  if (context.failure !== null) throw context.failure;
  const last = (result.messages as BaseMessage[]).findLast((message) => AIMessage.isInstance(message));
  return last?.text ?? '';
}
