import type { ChatRequest, Respond } from '../chat-endpoint.ts';
import { replyCompetently } from '../competent-model.ts';

/** One way for an endpoint to behave. The name reads on after "the language model". */
export interface ModelBehaviour {
  name: string;
  respond: Respond;
}

export const behaviour = (name: string, respond: Respond): ModelBehaviour => ({ name, respond });

/** Works until the given request, then behaves otherwise for good. */
export function worksUntil(request: number, respond: Respond): Respond {
  return (asked, index) => (index < request ? replyCompetently(asked) : respond(asked, index));
}

/** The tool that the model is offered first: whatever agent asks, calling it is possible. */
export function firstTool({ tools = [] }: ChatRequest): string {
  return tools[0]?.function.name ?? 'get_incident';
}

export const offers = ({ tools = [] }: ChatRequest, name: string): boolean =>
  tools.some((tool) => tool.function.name === name);
