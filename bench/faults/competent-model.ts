import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { createOfflineModel } from '../../src/agents/offline-model.ts';
import type { ChatReply, ChatRequest } from './chat-endpoint.ts';

/** Works as a good model would: the offline policies, spoken over HTTP and with the tokens that stand for real names. */
export async function replyCompetently(request: ChatRequest): Promise<ChatReply> {
  const tools = (request.tools ?? []).map((tool) => ({ name: tool.function.name }));
  const bound = createOfflineModel().bindTools!(tools as never, { tool_choice: request.tool_choice } as never);
  const answer = (await bound.invoke(readMessages(request))) as AIMessage;
  const [call] = answer.tool_calls ?? [];
  return call ? { call: call.name, input: call.args } : { text: answer.text };
}

function readMessages({ messages }: ChatRequest): BaseMessage[] {
  const names = new Map<string, string>();
  return messages.map(({ role, content, tool_calls = [], tool_call_id = '' }) => {
    const text = typeof content === 'string' ? content : '';
    for (const { id, function: called } of tool_calls) names.set(id, called.name);
    if (role === 'tool') return new ToolMessage({ content: text, tool_call_id, name: names.get(tool_call_id) ?? '' });
    if (role === 'user') return new HumanMessage(text);
    if (role !== 'assistant') return new SystemMessage(text);
    const calls = tool_calls.map((call) => ({
      id: call.id,
      name: call.function.name,
      args: JSON.parse(call.function.arguments) as Record<string, unknown>,
    }));
    return new AIMessage({ content: text, tool_calls: calls });
  });
}
