import { type ChatModel, createChatModel } from '../../agents/chat-model.ts';
import { createOncallGraph, type OncallDeps, type OncallGraph } from '../../agents/oncall-graph.ts';
import type { OncallPorts } from '../../agents/oncall-nodes.ts';
import { loadPrompts } from '../../agents/prompts.ts';
import type { Config } from '../../config.ts';
import { createToolPorts, type ToolPortsDeps } from '../tool-ports.ts';

export type ReasoningConfig = Pick<Config, 'environment' | 'model'>;

export interface ReasoningDoors extends ToolPortsDeps, Pick<OncallDeps, 'checkpointer' | 'log'> {}

/** From an incident to a diagnosis and a plan. */
export interface Reasoning {
  languageModel: ChatModel;
  ports: OncallPorts;
  graph: OncallGraph;
}

/** Builds the agents and what they reach. No model is asked yet. Throws what `createChatModel` throws. */
export async function composeReasoning(
  { environment, model }: ReasoningConfig,
  doors: ReasoningDoors,
): Promise<Reasoning> {
  const { checkpointer, clock, log } = doors;
  const languageModel = await createChatModel({
    apiKey: environment.OPENAI_API_KEY,
    baseUrl: environment.OPENAI_BASE_URL,
    modelName: model.name,
    offline: model.offline,
    ...{ clock, log },
  });
  const ports = createToolPorts(doors);
  const prompts = await loadPrompts();
  const graph = createOncallGraph({ model: languageModel, ports, checkpointer, prompts, clock, log });
  return { languageModel, ports, graph };
}
