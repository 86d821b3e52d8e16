import { describe, expect, test } from 'vitest';
import { readField } from '../../src/agents/answer-field.ts';
import { keepSupported } from '../../src/agents/cited-sentences.ts';
import { readAnswer } from '../../src/agents/endpoint/read-answer.ts';
import { withoutThoughts } from '../../src/agents/endpoint/thoughts.ts';
import { createRedactor } from '../../src/agents/redaction.ts';
import { readDiff } from '../../src/tools/diff-facts.ts';
import { plainLine } from '../../src/tools/plain-line.ts';
import { expectLinear } from '../patience.ts';
import { bad } from './world.ts';

const evidence = [{ id: 'E1', kind: 'metric', place: bad, text: 'latency 84.2 ms', independent: true } as const];
const hosts = Array.from({ length: 5_000 }, (_, index) => `edge-router-${index}.example.net`);
const redactor = createRedactor({ hosts, users: ['U0ONCALL1'] });

/** Whatever reads what a model, an endpoint or a device wrote. */
const readers: Record<string, (text: string) => unknown> = {
  redact: redactor.redact,
  restore: redactor.restore,
  keepSupported: (text) => keepSupported(text, evidence),
  conclusion: (text) => readField(text, 'conclusion'),
  'no plan': (text) => readField(text, 'no plan'),
  withoutThoughts,
  plainLine: (text) => plainLine(text),
  readDiff,
  readAnswer: (text) => readAnswer(JSON.stringify({ choices: [{ message: { content: text } }] })),
};

const parts = [
  ...['a', 'A', '0', 'ä', ' ', '\n', '\t', '-', '.', ':', '_', '*', '>', '[', ']', '!', '\r', '\u001b[', '\u200b'],
  ...['a.', 'a-', 'a@', 'a.b@c.', '1.', '1:', 'f:', 'U1', '%a', 'A1 ', 'a b ', 'x, ', '+  a\n', 'edge-router-'],
  ...['[E1 ', '[E1, ', 'E1; ', 'a [E1]\n', 'HOST_', 'HOST_1 ', 'no plan', 'conclusion ', 'conclusion\n', '\\n'],
  ...['<think>', '</think>', '<think ', '<|channel|>', '```json\n'],
];

/** Forty thousand characters of each part, alone and around what could begin or end a match. */
const hostile = parts.flatMap((part) => {
  const text = part.repeat(40_000 / part.length);
  return [text, `It${text}[E1`, `It is slow.${text}[E1]`];
});

describe.each(Object.entries(readers))('%s', (_name, read) => {
  // A pattern that tries each of many places up to the same far end takes minutes.
  test('is not kept busy by text that was made to be slow', () =>
    expectLinear(() => {
      for (const text of hostile) expect(read(text)).toBeDefined();
    }));
});

test('a sentence that cites is found whatever stands around it', () => {
  const kept = (line: string) => keepSupported(line, evidence).map(({ text, evidence: ids }) => [text, ...ids]);
  for (const line of ['It is slow. [E1]', ' * > It is slow.  [ e1 ] .', '• It is slow. [E1; E1].  '])
    expect(kept(line)).toEqual([['It is slow.', 'E1']]);
  for (const line of [
    'It is slow. [E1] maybe',
    'It is slow. [E1',
    'It is slow. ]E1[',
    '[E1]',
    'It is slow. [E1 E1]',
    'It is slow. []',
  ])
    expect(kept(line)).toEqual([]);
});

test('no more lines, and no longer ones, are read than an honest answer has', () => {
  const kept = (answer: string) => keepSupported(answer, evidence).length;
  expect(kept(`${'\n'.repeat(199)}It is slow. [E1]`)).toBe(1);
  expect(kept(`${'\n'.repeat(200)}It is slow. [E1]`)).toBe(0);
  expect(kept(`It is${' '.repeat(2_000)}slow. [E1]`)).toBe(0);
});
