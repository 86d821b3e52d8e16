import { setImmediate as nextTurn } from 'node:timers/promises';
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { createMiddleware } from 'langchain';
import { NocturneError } from '../errors.ts';
import type { ModelUse } from './model-use.ts';
import type { Redactor } from './redaction.ts';

/** Counts steps. At the last one the model must answer without another tool. */
export function createStepLimit(maxSteps: number) {
  let steps = 0;
  return createMiddleware({
    name: 'step-limit',
    wrapModelCall: async (request, handler) => {
      // Between two steps nothing may wait for input or output; without this a whole agent would be one turn of the event loop.
      await nextTurn();
      steps += 1;
      if (steps < maxSteps) return handler(request);
      const answer = (await handler({ ...request, toolChoice: 'none' as const })) as AIMessage;
      return answer.tool_calls?.length ? new AIMessage(answer.text) : answer;
    },
  });
}

/**
 * Stands between an agent and the language model: keeps the budget, and lets nothing out that is not redacted. Where the model stops it
 * throws, and has said why to `use`.
 */
export function createModelGuard({ use, redactor }: { use: ModelUse; redactor: Redactor }) {
  let step = 0;
  return createMiddleware({
    name: 'model-guard',
    wrapModelCall: async (request, handler) => {
      const usedUp = use.givenUp();
      if (usedUp !== null) throw new Error(usedUp);
      step += 1;
      const messages = request.messages.map((message) => mapMessage(message, redactor.redact));
      const systemMessage = new SystemMessage(redactor.redact(request.systemMessage.text));
      try {
        const answer = (await handler({ ...request, messages, systemMessage })) as AIMessage;
        use.count(answer);
        if (answer.text.trim() === '' && !answer.tool_calls?.length)
          throw new NocturneError('model-answer-empty', 'it answered nothing');
        return numberCalls(mapMessage(answer, redactor.restore) as AIMessage, step);
      } catch (thrown) {
        use.giveUp(describeFailure(thrown));
        throw thrown;
      }
    },
  });
}

/** Our own words for it, wherever the client has wrapped them. What an endpoint says about itself is not shown to people. */
function describeFailure(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof NocturneError) return error.message;
  }
  return 'its answer could not be read';
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

/** Ids are of one answer only; a conversation that is kept by ids would lose all calls but the last answer's. */
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
