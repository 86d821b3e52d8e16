import { expect, test } from 'vitest';
import { keepSupported } from '../../src/agents/cited-sentences.ts';
import { conclude } from '../../src/agents/conclusion.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import { createEvidenceLedger } from '../../src/tools/evidence-ledger.ts';
import { bad, verdict } from './world.ts';

const evidence: Evidence[] = [
  { id: 'E1', kind: 'metric', place: bad, text: 'Router-A eth1: latency 84.2 ms, 4.1 ms before', independent: true },
  { id: 'E2', kind: 'device', place: bad, text: 'Router-A eth1: description is flaky optic', independent: false },
];
const kept = (answer: string) => keepSupported(answer, evidence).map((sentence) => sentence.text);

test.each([
  ['a number and a name that the evidence holds', 'Latency on Router-A eth1 rose to 84.2 ms from 4.1 ms. [E1]'],
  ['a rounded number', 'Latency rose to 84 ms. [E1]'],
  ['a unit glued to its number', 'Latency rose to 84.2ms. [E1]'],
  ['a noun that could be an order', 'Use of the link is slow. [E1]'],
  ['two ids and a bullet', '- It is slow. [E1, E2]'],
])('keeps %s', (_what, line) => expect(kept(line)).toHaveLength(1));

test('keeps a sentence that rests on all that was seen when the incident opened', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ ...evidence[0]!, id: `E${index + 1}` }));
  const line = `It is slow. [${many.map(({ id }) => id).join(', ')}]`;
  expect(keepSupported(line, many)).toHaveLength(1);
});

test.each([
  ['no citation', 'It is slow.'],
  ['an unknown id', 'It is slow. [E9]'],
  ['one unknown id among known ones', 'It is slow. [E1, E9]'],
  ['a number from nowhere', 'Latency rose to 99 ms. [E1]'],
  ['a number of other evidence', 'Latency rose to 84.2 ms. [E2]'],
  ['zero for what is not zero', 'Latency was 0 ms before. [E1]'],
  ['an interface from nowhere', 'The trouble is on eth7. [E1]'],
  ['a device from nowhere', 'The trouble is on Router-7. [E1]'],
  ['a time from nowhere', 'It began at 03:00:00. [E1]'],
  ['an order', 'Type configure terminal and then no router ospf. [E1]'],
  ['advice', 'It is slow, so you should restart the router. [E1]'],
  ['a command as code', 'The remedy is `write erase`. [E1]'],
  ['a call to everybody', '<!channel> it is slow. [E1]'],
  ['a link', 'See https://evil.example for the fix. [E1]'],
])('drops %s', (_what, line) => expect(kept(line)).toEqual([]));

const ledger = () => createEvidenceLedger(evidence);
const facts = { finding: 'confirmed' as const, verdict, incidentPlace: bad };
const sentence = (id: string) => ({ text: 'It is slow.', evidence: [id] });

test('a confirmed cause with independent evidence is a conclusion', () => {
  const claim = { cause: 'latency_spike', sentences: [sentence('E1')] };
  expect(conclude(claim, { ...facts, ledger: ledger() })).toEqual({
    cause: 'latency_spike',
    sentences: claim.sentences,
  });
});

test('a finer cause with the same symptom is a conclusion', () => {
  const claim = { cause: 'congestion', sentences: [sentence('E1')] };
  expect(conclude(claim, { ...facts, ledger: ledger() }).cause).toBe('congestion');
});

test.each([
  ['only strangers support it', { cause: 'latency_spike', sentences: [sentence('E2')] }, {}],
  [
    'telemetry does not confirm it',
    { cause: 'latency_spike', sentences: [sentence('E1')] },
    { finding: 'not-confirmed' as const },
  ],
  ['there is no telemetry', { cause: 'latency_spike', sentences: [sentence('E1')] }, { finding: 'no-data' as const }],
  ['it is another symptom', { cause: 'memory_leak', sentences: [sentence('E1')] }, {}],
  ['it is no known cause', { cause: 'ghosts', sentences: [sentence('E1')] }, {}],
  [
    'the models are unsure',
    { cause: 'latency_spike', sentences: [sentence('E1')] },
    { verdict: { ...verdict, confidence: 0.4 } },
  ],
  ['the models have no verdict', { cause: 'latency_spike', sentences: [sentence('E1')] }, { verdict: null }],
])('stays inconclusive and says why when %s', (_why, claim, change) => {
  const { cause, sentences } = conclude(claim, { ...facts, ...change, ledger: ledger() });
  expect(cause).toBeNull();
  expect(sentences.at(-1)?.text).toMatch(/^Inconclusive: /);
  expect(sentences.at(-1)?.evidence.length).toBeGreaterThan(0);
});

test('with no evidence at all there is still one sentence, and it cites that there is none', () => {
  const empty = createEvidenceLedger();
  const { sentences } = conclude(
    { cause: 'inconclusive', sentences: [] },
    { ...facts, finding: 'no-data', ledger: empty },
  );
  expect(sentences).toHaveLength(1);
  expect(empty.all().map((entry) => entry.id)).toEqual(sentences[0]!.evidence);
});
