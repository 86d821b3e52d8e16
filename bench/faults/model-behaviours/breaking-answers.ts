import { wireCall } from '../chat-endpoint.ts';
import { behaviour, firstTool, type ModelBehaviour, worksUntil } from './model-behaviour.ts';

const refusal = "I'm sorry, but I can't help with that.";

/** Answers that lead nowhere. */
export const breakingAnswers: readonly ModelBehaviour[] = [
  behaviour('answers nothing', () => ({ text: '' })),
  behaviour('answers spaces', () => ({ text: ' \t\n'.repeat(20) })),
  behaviour('answers prose', () => ({ text: 'I think that it is fine.' })),
  behaviour('refuses politely', () => ({ text: refusal })),
  behaviour('refuses by the field for it', () => ({ message: { role: 'assistant', content: null, refusal } })),
  behaviour('asks for the same tool for ever', (request) => ({ call: firstTool(request), input: {} })),
  behaviour('asks for tools that do not exist', () => ({ call: 'run_anything', input: { command: 'reload' } })),
  behaviour('gives no tool its input', () => ({ call: 'query_metrics', input: {} })),
  behaviour('gives every tool strange input', (request) => ({ call: firstTool(request), input: { device: [[{}]] } })),
  behaviour('writes input that is no JSON', (request) => ({
    message: { role: 'assistant', content: null, tool_calls: [wireCall(firstTool(request), '{"device": ')] },
  })),
  behaviour('writes input that is no object', (request) => ({
    message: { role: 'assistant', content: null, tool_calls: [wireCall(firstTool(request), '"Router-A"')] },
  })),
  behaviour('says that it used all tokens', () => ({
    message: { role: 'assistant', content: 'Nothing usable.' },
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 1e12 },
  })),
  behaviour('counts tokens backwards', () => ({
    message: { role: 'assistant', content: 'Nothing usable.' },
    usage: { prompt_tokens: 'many', completion_tokens: -1, total_tokens: -1e12 },
  })),
  behaviour('is cut at its length', () => ({
    message: { role: 'assistant', content: 'Conclusion: laten' },
    finish: 'length',
  })),
  behaviour('is stopped by a filter', () => ({
    message: { role: 'assistant', content: '' },
    finish: 'content_filter',
  })),
  behaviour(
    'answers nothing from its third request on',
    worksUntil(3, () => ({ text: '' })),
  ),
];
