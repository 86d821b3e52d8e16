import { type ChatReply, type ChatRequest, wireCall } from '../chat-endpoint.ts';
import { behaviour, firstTool, type ModelBehaviour } from './model-behaviour.ts';

const calls = (request: ChatRequest, count: number, args: string): ChatReply => ({
  message: {
    role: 'assistant',
    content: null,
    tool_calls: Array.from({ length: count }, (_, index) => wireCall(firstTool(request), args, `call_${index}`)),
  },
});

const nested = (depth: number) => `{"device":${'['.repeat(depth)}${']'.repeat(depth)}}`;
const neighbours = JSON.stringify({ device: 'Router-A', interface: 'eth1' });

/** Answers that are too much of something. */
export const sizesBeyondMeasure: readonly ModelBehaviour[] = [
  behaviour('calls 3,000 tools at once', (request) => calls(request, 3_000, neighbours)),
  behaviour('calls 100 tools with a kilobyte each', (request) =>
    calls(request, 100, JSON.stringify({ device: 'a'.repeat(1_000) })),
  ),
  behaviour('nests its input 100,000 deep', (request) => calls(request, 1, nested(100_000))),
  behaviour('nests its input 500 deep', (request) => calls(request, 1, nested(500))),
  behaviour('gives a tool a megabyte', (request) => calls(request, 1, JSON.stringify({ device: 'a'.repeat(1e6) }))),
  behaviour('gives a tool 10,000 keys', (request) =>
    calls(request, 1, JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [`k${key}`, 1])))),
  ),
  behaviour('writes a megabyte', () => ({ text: 'Conclusion: latency_spike\n'.padEnd(1e6, 'word ') })),
  behaviour('writes a line with 60,000 spaces', () => ({
    text: `Conclusion: memory_leak\nIt${' '.repeat(60_000)}leaks [E1`,
  })),
  behaviour('writes 60,000 spaces first', () => ({ text: `${' '.repeat(60_000)}x` })),
  behaviour('writes 60,000 empty lines', () => ({ text: `${'\n'.repeat(60_000)}x` })),
  behaviour('writes 30,000 sentences', () => ({ text: 'Slow. [E1]\n'.repeat(30_000) })),
  behaviour('writes 30,000 citations', () => ({
    text: `Conclusion: latency_spike\nSlow. [${'E1, '.repeat(30_000)}E1]`,
  })),
  behaviour('writes 60,000 open brackets', () => ({ text: `Conclusion: latency_spike\n${'[E1 '.repeat(15_000)}` })),
  behaviour('writes a name of 60,000 dots', () => ({ text: `Conclusion: latency_spike\n${'a.'.repeat(30_000)}` })),
  behaviour('opens 20,000 thoughts', () => ({ text: '<think>'.repeat(20_000) })),
  behaviour('opens and closes 20,000 thoughts', () => ({ text: `${'<think>a</think>'.repeat(20_000)}` })),
];
