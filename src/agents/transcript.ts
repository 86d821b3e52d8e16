import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { SeenEvidence } from '../tools/evidence-ledger.ts';

/** One finished tool call: what was asked and what came back. */
export interface Observation {
  tool: string;
  input: Record<string, unknown>;
  result: { outcome: string; evidence?: SeenEvidence[]; reason?: string; [detail: string]: unknown };
}

/** What a tool answered; null when it had no answer. The caller knows the tool, and so the shape of its answers. */
export function answerOf<T extends object>({ result }: Observation): T | null {
  return result.outcome === 'ok' ? (result as Observation['result'] & T) : null;
}

/** A conversation as facts: the JSON of the task, the finished calls in order, and how many calls were made. */
export interface Transcript {
  task: Record<string, unknown>;
  observations: Observation[];
  calls: number;
}

export function readTranscript(messages: readonly BaseMessage[]): Transcript {
  const asked = new Map<string, Record<string, unknown>>();
  const observations: Observation[] = [];
  let task: Record<string, unknown> = {};
  for (const message of messages) {
    if (HumanMessage.isInstance(message)) task = readFencedJson(message.text) ?? task;
    if (AIMessage.isInstance(message)) for (const call of message.tool_calls ?? []) asked.set(call.id ?? '', call.args);
    if (ToolMessage.isInstance(message)) {
      const input = asked.get(message.tool_call_id) ?? {};
      observations.push({ tool: message.name ?? '', input, result: readResult(message.text) });
    }
  }
  return { task, observations, calls: asked.size };
}

function readFencedJson(text: string): Record<string, unknown> | undefined {
  const [, json] = /```json\n([\s\S]*)\n```/.exec(text) ?? [];
  return json === undefined ? undefined : (JSON.parse(json) as Record<string, unknown>);
}

/** What LangChain itself answers for a call that does not fit the schema is no JSON. */
function readResult(text: string): Observation['result'] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'outcome' in value) return value as Observation['result'];
  } catch {
    // falls through to "failed"
  }
  return { outcome: 'failed', reason: text.slice(0, 200) };
}
