import { describe, expect, test } from 'vitest';
import { completion, wireCall } from '../../../bench/faults/chat-endpoint.ts';
import { answerLimits, readAnswer } from '../../../src/agents/endpoint/read-answer.ts';

const read = (message: unknown) => readAnswer(JSON.stringify(completion({ message })));
const callsOf = (tool_calls: unknown) => {
  const { completion: checked, cut } = read({ role: 'assistant', content: null, tool_calls });
  const [choice] = checked.choices as { message: { tool_calls: unknown[] } }[];
  return { calls: choice!.message.tool_calls, cut: cut.toolCalls };
};

describe('the calls of an answer', () => {
  test('are at most eight, and the rest is counted', () => {
    const { calls, cut } = callsOf(Array.from({ length: 3_000 }, () => wireCall('get_incident', '{}')));
    expect([calls.length, cut]).toEqual([answerLimits.toolCalls, 2_992]);
  });

  test.each([
    ['input that is no JSON', wireCall('get_incident', '{')],
    ['input that is no object', wireCall('get_incident', '[1]')],
    ['input that is too long', wireCall('get_incident', JSON.stringify({ device: 'a'.repeat(4_000) }))],
    ['input that is too deep', wireCall('get_incident', `{"a":${'['.repeat(9)}${']'.repeat(9)}}`)],
    ['no name', { id: 'a', type: 'function' }],
    ['a name that is none', wireCall('get incident; drop', '{}')],
    ['nothing', null],
  ])('with %s are left out and counted', (_what, call) => {
    expect(callsOf([call, wireCall('get_incident', '{"a":{"b":[1]}}')])).toEqual({
      calls: [wireCall('get_incident', '{"a":{"b":[1]}}', 'call_2')],
      cut: 1,
    });
  });
});

test('text is cut, and what was cut is counted', () => {
  const { completion: checked, cut } = read({ role: 'assistant', content: 'a'.repeat(20_000) });
  expect(JSON.stringify(checked).length).toBeLessThan(17_000);
  expect(cut.characters).toBe(4_000);
});

test('only what was asked for comes through', () => {
  const { completion: checked } = read({ role: 'assistant', content: 'Done.', reasoning_content: 'secret thought' });
  expect(JSON.stringify(checked)).not.toContain('secret');
});
