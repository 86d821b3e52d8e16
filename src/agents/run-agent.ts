import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { createAgent } from 'langchain';
import type { Log } from '../log.ts';
import { type ToolName, tools } from '../tools/index.ts';
import { bindTool, type ToolContext } from '../tools/tool.ts';
import type { ChatModel } from './chat-model.ts';
import { createModelGuard } from './model-guard.ts';
import type { ModelUse } from './model-use.ts';
import type { RenderedPrompt } from './prompts.ts';
import type { Redactor } from './redaction.ts';
import { type Observation, readTranscript } from './transcript.ts';

export interface AgentRun<T> {
  name: string;
  prompt: RenderedPrompt;
  tools: readonly ToolName[];
  maxSteps: number;
  /** The answer as a value, or null when it can't be used: then the offline model does the work over again. */
  read(answer: string): T | null;
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
 * allow. Throws what a writing tool threw unexpectedly, and when not even the offline model gave a usable answer.
 */
export async function runAgent<T>(
  run: AgentRun<T>,
  context: ToolContext,
  deps: AgentDeps,
): Promise<{ value: T; observations: Observation[]; writtenBy: string }> {
  const messages = await loop(run, context, deps);
  if (context.failure !== null) throw context.failure;
  const { observations } = readTranscript(messages);
  const last = messages.findLast((message) => AIMessage.isInstance(message));
  const value = run.read(last?.text ?? '');
  if (value !== null) return { value, observations, writtenBy: deps.use.writer() };
  if (deps.use.givenUp() !== null) throw new Error(`The ${run.name} gave no usable answer.`);
  deps.use.giveUp(`the ${run.name}'s answer could not be used`);
  deps.log.warn({ incidentId: context.incidentId, agent: run.name }, 'answer not usable, going on offline');
  return runAgent(run, context, deps);
}

async function loop<T>(run: AgentRun<T>, context: ToolContext, deps: AgentDeps): Promise<BaseMessage[]> {
  const bound = tools.filter((tool) => run.tools.includes(tool.name)).map((tool) => bindTool(tool, context, deps.log));
  const agent = createAgent({
    name: run.name,
    model: deps.model.model,
    tools: bound,
    systemPrompt: run.prompt.system,
    middleware: [createModelGuard({ ...deps, maxSteps: run.maxSteps })],
    checkpointer: false,
  });
  const input = { messages: [new HumanMessage(run.prompt.task)] };
  const result = await agent.invoke(input, { recursionLimit: 4 * run.maxSteps + 10 });
  return result.messages;
}
