import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import { actorPolicy } from './offline/actor-policy.ts';
import { analystPolicy } from './offline/analyst-policy.ts';
import type { Policy } from './offline/policy.ts';
import { readTranscript } from './transcript.ts';

interface OfflineCallOptions extends BaseChatModelCallOptions {
  tools?: { name: string }[];
}

/**
 * A chat model without a language model: a fixed policy picks the next tool from what the conversation holds, and templates write the
 * sentences. The same messages give the same answer. Which agent it plays follows from the tools that it is bound to.
 */
class OfflineModel extends BaseChatModel<OfflineCallOptions> {
  _llmType(): string {
    return 'nocturne-offline';
  }

  override bindTools(tools: BindToolsInput[], options?: Partial<OfflineCallOptions>) {
    const named = tools.map((tool) => ({ name: String((tool as { name?: unknown }).name) }));
    return this.withConfig({ ...options, tools: named });
  }

  async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    const names = (options.tools ?? []).map((tool) => tool.name);
    const transcript = readTranscript(messages);
    const step = policyFor(names)({ ...transcript, mayCall: options.tool_choice !== 'none' });
    const message =
      'say' in step
        ? new AIMessage(step.say)
        : new AIMessage({
            content: '',
            tool_calls: [{ type: 'tool_call', id: `call_${transcript.calls + 1}`, name: step.call, args: step.input }],
          });
    return { generations: [{ message, text: message.text }] };
  }
}

function policyFor(tools: string[]): Policy {
  return tools.includes('propose_plan') ? actorPolicy : analystPolicy;
}

export function createOfflineModel(): BaseChatModel {
  return new OfflineModel({});
}
