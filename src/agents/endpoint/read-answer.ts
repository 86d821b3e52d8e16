import { NocturneError } from '../../errors.ts';
import { withoutThoughts } from './thoughts.ts';

/** How much of one answer is looked at. What is over is cut off before anything else reads it. */
export const answerLimits = {
  bytes: 256 * 1024,
  characters: 16_000,
  toolCalls: 8,
  argumentCharacters: 4_000,
  argumentDepth: 4,
};

/** How much was cut off; calls that nobody could have run are counted with the others. */
export interface Cut {
  toolCalls: number;
  characters: number;
}

/** One answer in the form of the chat completions API, with nothing in it that was not checked. */
export interface CheckedAnswer {
  completion: Record<string, unknown>;
  cut: Cut;
}

/** Reads the body of an answer. Throws `model-answer-unreadable` for what is not one. */
export function readAnswer(body: string): CheckedAnswer {
  const answer = asRecord(parse(body));
  const choice = Array.isArray(answer?.choices) ? asRecord(answer.choices[0]) : null;
  const message = asRecord(choice?.message);
  if (!answer || !message || (message.role ?? 'assistant') !== 'assistant') throw unreadable();
  const text = withoutThoughts(readContent(message.content));
  const offered = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  const calls = offered.slice(0, answerLimits.toolCalls).flatMap(readCall);
  const content = text.slice(0, answerLimits.characters);
  return {
    completion: {
      object: 'chat.completion',
      model: '',
      choices: [{ index: 0, message: { role: 'assistant', content, tool_calls: calls }, finish_reason: 'stop' }],
      usage: readUsage(answer.usage),
    },
    cut: { toolCalls: offered.length - calls.length, characters: text.length - content.length },
  };
}

function unreadable(): NocturneError {
  return new NocturneError('model-answer-unreadable', 'its answer could not be read');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw unreadable();
  }
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** Text, or the parts of it that are text: thoughts and refusals come as parts of other types. */
function readContent(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const texts = content.map((part) => (asRecord(part)?.type === 'text' ? asRecord(part)?.text : undefined));
  return texts.filter((text) => typeof text === 'string').join('');
}

/** A call whose name and input a tool could take, or nothing. Ids are given anew: some endpoints repeat them, some have none. */
function readCall(value: unknown, index: number) {
  const called = asRecord(asRecord(value)?.function);
  const { name, arguments: input } = called ?? {};
  if (typeof name !== 'string' || !/^\w{1,64}$/.test(name) || typeof input !== 'string') return [];
  if (input.length > answerLimits.argumentCharacters || !isInput(input)) return [];
  return [{ id: `call_${index + 1}`, type: 'function', function: { name, arguments: input } }];
}

function isInput(text: string): boolean {
  try {
    const value = asRecord(JSON.parse(text));
    return value !== null && isShallow(value, answerLimits.argumentDepth);
  } catch {
    return false;
  }
}

/** Never goes deeper than it allows. */
function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

function readUsage(usage: unknown): Record<string, number> {
  const counts = ['prompt_tokens', 'completion_tokens', 'total_tokens'].map((key) => [key, asRecord(usage)?.[key]]);
  return Object.fromEntries(counts.filter(([, count]) => Number.isSafeInteger(count) && (count as number) >= 0));
}
