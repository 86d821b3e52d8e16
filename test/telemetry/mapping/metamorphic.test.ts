import { describe, expect, it } from 'vitest';
import { mapPayload } from './map-payload.ts';
import { payloads } from './payloads/index.ts';
import type { Payload } from './payloads/payload.ts';

const timeOf = (line: string) => Number(/\{(\d+)\}$/.exec(line)?.[1] ?? 0);
const isRight = (payload: Payload, latest: string[]) =>
  JSON.stringify(latest) === JSON.stringify([...payload.right].sort());

/** Ways in which the same lines may come. */
const ways: [string, (lines: string[]) => string[]][] = [
  ['when every line comes twice', (lines) => lines.flatMap((line) => [line, line])],
  [
    'when the lines of one moment come in another order',
    (lines) => lines.toReversed().sort((a, b) => timeOf(a) - timeOf(b)),
  ],
  ['when old lines come once more', (lines) => [...lines, ...lines.filter((line) => timeOf(line) === 0)]],
];

describe('what senders mean is the same', () => {
  it.each(ways)('%s', (_, way) => {
    const wrong = payloads.filter((payload) => {
      const lines = way(payload.lines);
      const isSame = payload.ordered && lines.length === payload.lines.length;
      return !isSame && !isRight(payload, mapPayload({ ...payload, lines }).latest);
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('when each line is a delivery of its own', () => {
    const wrong = payloads.filter((payload) => !isRight(payload, mapPayload(payload, { parted: true }).latest));
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});
