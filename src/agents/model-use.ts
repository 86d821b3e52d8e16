import type { AIMessage } from '@langchain/core/messages';
import type { Clock } from '../domain/clock.ts';
import type { ChatModel } from './chat-model.ts';

/** What one investigation may cost at most. When any of these is used up, the offline model goes on. */
export interface ModelBudget {
  calls: number;
  /** Tools that the model may ask for, over all of its answers. */
  toolCalls: number;
  tokens: number;
  elapsedMs: number;
}

export const defaultBudget: ModelBudget = { calls: 24, toolCalls: 60, tokens: 120_000, elapsedMs: 90_000 };

/** Which model writes during one investigation. Once the real one is given up, it is not asked again in this investigation. */
export interface ModelUse {
  /** Null while the real model may be asked; otherwise why not. */
  givenUp(): string | null;
  /** The first reason counts. It is shown to people, so it is in our words and never in an endpoint's. */
  giveUp(reason: string): void;
  count(answer: AIMessage): void;
  /** "gpt-x", "offline", or "offline (gpt-x: reason)" when it had to step in. */
  writer(): string;
}

export function createModelUse(model: ChatModel, budget: ModelBudget, clock: Clock): ModelUse {
  const startedAt = clock();
  let calls = 0;
  let toolCalls = 0;
  let tokens = 0;
  let reason: string | null = null;
  const overBudget = (): string | null => {
    if (calls >= budget.calls) return 'its calls are used up';
    if (toolCalls >= budget.toolCalls) return 'its tool calls are used up';
    if (tokens >= budget.tokens) return 'its tokens are used up';
    return clock() - startedAt >= budget.elapsedMs ? 'its time is used up' : null;
  };
  return {
    givenUp() {
      if (!model.offline) reason ??= overBudget();
      return model.offline ? 'offline' : reason;
    },
    giveUp(why) {
      reason ??= why;
    },
    count(answer) {
      calls += 1;
      toolCalls += answer.tool_calls?.length ?? 0;
      // About four characters make a token; some endpoints don't count.
      tokens += Math.max(answer.usage_metadata?.total_tokens ?? 0, Math.ceil(answer.text.length / 4));
    },
    writer() {
      if (model.offline) return 'offline';
      return reason === null ? model.name : `offline (${model.name}: ${reason})`;
    },
  };
}
