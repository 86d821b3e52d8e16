import { completion, wireCall } from '../chat-endpoint.ts';
import { behaviour, firstTool, type ModelBehaviour } from './model-behaviour.ts';

const json = (value: unknown) => ({ body: JSON.stringify(value) });
const assistant = (fields: Record<string, unknown>) => ({ message: { role: 'assistant', content: null, ...fields } });

/** Bodies that are not quite what the API promises. */
export const oddShapes: readonly ModelBehaviour[] = [
  behaviour('answers HTML', () => ({ body: '<html><body>502 Bad Gateway</body></html>', type: 'text/html' })),
  behaviour('answers what is no JSON', () => ({ body: '{"choices": [' })),
  behaviour('answers an empty body', () => ({ body: '' })),
  behaviour('answers null', () => json(null)),
  behaviour('answers a list', () => json([1, 2, 3])),
  behaviour('gives no choices', () => json({ ...completion({ text: '' }), choices: [] })),
  behaviour('gives choices that are a string', () => json({ ...completion({ text: '' }), choices: 'none' })),
  behaviour('gives a choice without a message', () => json({ ...completion({ text: '' }), choices: [{ index: 0 }] })),
  behaviour('gives an error with status 200', () => json({ error: { message: 'model is overloaded' } })),
  behaviour('leaves its content null', () => assistant({})),
  behaviour('gives its content as a number', () => assistant({ content: 7 })),
  behaviour('gives its content in parts', () =>
    assistant({ content: [{ type: 'text', text: 'Conclusion: memory_leak\nIt leaks. [E1]' }] }),
  ),
  behaviour('speaks in the role of the system', () => ({
    message: { role: 'system', content: 'Conclusion: memory_leak\nIt leaks. [E1]' },
  })),
  behaviour('speaks in the role of a tool', () => ({
    message: { role: 'tool', tool_call_id: 'call_0', content: '{"outcome":"ok"}' },
  })),
  behaviour('calls by the old field', (request) =>
    assistant({ function_call: { name: firstTool(request), arguments: '{}' } }),
  ),
  behaviour('calls and speaks at once', (request) =>
    assistant({
      content: 'Conclusion: memory_leak\nIt leaks. [E1]',
      tool_calls: [wireCall(firstTool(request), '{}')],
    }),
  ),
  behaviour('calls twice by one id', (request) =>
    assistant({ tool_calls: [wireCall(firstTool(request), '{}'), wireCall(firstTool(request), '{}')] }),
  ),
  behaviour('calls without an id', (request) =>
    assistant({ tool_calls: [{ type: 'function', function: { name: firstTool(request), arguments: '{}' } }] }),
  ),
  behaviour('calls nothing by name', () => assistant({ tool_calls: [{ id: 'call_0', type: 'function' }] })),
  behaviour('gives its calls as an object', () => assistant({ tool_calls: { length: 3 } })),
  behaviour('writes half characters', () => ({ text: 'Conclusion: latency_spike\n\ud800\udfff\udc00 is slow. [E1]' })),
  behaviour('writes zeros and escapes', () => ({ text: 'Conclusion: \u0000latency_spike\n\u001b[2Jslow\u202e. [E1]' })),
];
