import { setImmediate as nextTurn } from 'node:timers/promises';
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { createMiddleware } from 'langchain';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type ChatModel, offlineChatModel } from './chat-model.ts';
import type { ModelUse } from './model-use.ts';
import type { Redactor } from './redaction.ts';

/**
 * Stands between an agent and the real model: counts steps, keeps the budget, lets nothing out that is not redacted, and lets the offline
 * model go on where the real one stops. At the last step the model must answer without another tool.
 */
export function createModelGuard(deps: {
  model: ChatModel;
  use: ModelUse;
  redactor: Redactor;
  maxSteps: number;
  log: Log;
}) {
  const { model, use, redactor, log } = deps;
  const offline = model.offline ? model : offlineChatModel();
  let steps = 0;
  return createMiddleware({
    name: 'model-guard',
    wrapModelCall: async (request, handler) => {
      // Between two steps nothing may wait for input or output; without this a whole agent would be one turn of the event loop.
      await nextTurn();
      steps += 1;
      const last = steps >= deps.maxSteps;
      const asked = last ? { ...request, toolChoice: 'none' as const } : request;
      const finish = (answer: AIMessage) => (last && answer.tool_calls?.length ? new AIMessage(answer.text) : answer);
      const goOffline = async () => finish((await handler({ ...asked, model: offline.model })) as AIMessage);
      if (use.givenUp() !== null) return goOffline();
      try {
        const outgoing = { ...asked, messages: asked.messages.map((message) => mapMessage(message, redactor.redact)) };
        const systemMessage = new SystemMessage(redactor.redact(asked.systemMessage.text));
        const answer = (await handler({ ...outgoing, systemMessage })) as AIMessage;
        use.count(answer);
        if (answer.text.trim() === '' && !answer.tool_calls?.length) throw new Error('it answered nothing');
        return finish(numberCalls(mapMessage(answer, redactor.restore) as AIMessage, steps));
      } catch (thrown) {
        use.giveUp(redactor.redact(describeError(thrown)));
        log.warn({ model: model.name, err: thrown }, 'language model gave no answer, going on offline');
        return goOffline();
      }
    },
  });
}

/** The message with every string of its content and of its tool calls mapped; whatever else it carries stays behind. */
function mapMessage(message: BaseMessage, change: (text: string) => string): BaseMessage {
  const content = change(message.text);
  if (ToolMessage.isInstance(message)) {
    const { tool_call_id, status } = message;
    return new ToolMessage({
      content,
      tool_call_id,
      ...(message.name ? { name: message.name } : {}),
      ...(status ? { status } : {}),
    });
  }
  if (!AIMessage.isInstance(message)) return new HumanMessage(content);
  const calls = (message.tool_calls ?? []).map((call) => ({
    ...call,
    args: mapStrings(call.args, change) as typeof call.args,
  }));
  return new AIMessage({ content, tool_calls: calls });
}

/** Some endpoints give every answer and every call the same id; a conversation that is kept by ids would lose all but one. */
function numberCalls(answer: AIMessage, step: number): AIMessage {
  const calls = (answer.tool_calls ?? []).map((call, index) => ({ ...call, id: `call_${step}_${index + 1}` }));
  return new AIMessage({ content: answer.text, tool_calls: calls });
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
}
