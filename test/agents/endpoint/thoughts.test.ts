import { expect, test } from 'vitest';
import { withoutThoughts } from '../../../src/agents/endpoint/thoughts.ts';

test.each([
  ['nothing to take out', 'Conclusion: congestion', 'Conclusion: congestion'],
  ['a thought', '<think>hm</think>\nDone.', 'Done.'],
  ['two thoughts', '<think>a</think>Do<think>b</think>ne.', 'Done.'],
  ['other names and capitals', '<Thinking>a</Thinking><REASONING>b</REASONING>Done.', 'Done.'],
  ['an attribute', '<think id="1">a</think>Done.', 'Done.'],
  ['a thought in a thought', '<think>a<thinking>b</thinking>c</think>Done.', 'Done.'],
  ['a thought without an end', 'Done.\n<think>a', 'Done.'],
  ['a thought whose beginning was in the prompt', 'Conclusion: memory_leak</think>Done.', 'Done.'],
  ['nothing but a thought', '<think>Done.</think>', ''],
  ['square brackets, as of Mistral', '[THINK]a[/THINK]Done.', 'Done.'],
  ['triangles, as of Kimi', '◁think▷a◁/think▷Done.', 'Done.'],
  ['channels, as of gpt-oss', '<|channel|>analysis<|message|>a<|end|><|channel|>final<|message|>Done.', 'Done.'],
  ['an analysis without an end', '<|channel|>analysis<|message|>Conclusion: memory_leak', ''],
  ['a citation and a comparison', 'It is < 5 ms [think again]. [E1]', 'It is < 5 ms [think again]. [E1]'],
])('%s', (_what, text, answer) => expect(withoutThoughts(text)).toBe(answer));
