import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../src/domain/sample.ts';
import { formatBadLine } from '../../src/telemetry/line-point.ts';
import type { Losses } from '../../src/telemetry/mapping/losses.ts';
import { decodeBlocks } from '../../src/telemetry/recording.ts';
import { createRecordingTimes } from '../../src/telemetry/recording-times.ts';
import { cutIntoBlocks } from '../../src/telemetry/text-lines.ts';

const start = 1_790_000_000_000;

/** Lines that are mostly good, with everything that can be cut apart: strings over several lines, signs of two units, counters, comments. */
const line = (at: number) =>
  fc.constantFrom(
    `telemetry,device=r1 cpu_pct=${at % 100} ${start + at}`,
    `telemetry,device=r\\ 2,interface=eth😀 latency_ms=1.5,jitter_ms=2i ${start + at}`,
    `interface,agent_host=r1,ifName=eth1 ifHCInOctets=${at * 1000}i,ifHCOutOctets=${at * 500}i ${start + at}`,
    `syslog,device=r1 message="one\ntwo \\" ${at}\nthree",cpu_pct=3 ${start + at}`,
    `syslog,device=r1 message="never closed ${start + at}`,
    `telemetry,device=r1 cpu_pct=x ${start + at}`,
    `telemetry,device=r1 cpu_pct=1 ${at}`,
    '# a comment "with a quote',
    '',
  );

const text = fc
  .array(fc.nat(1000), { maxLength: 25 })
  .chain((times) =>
    fc.record({
      lines: fc.tuple(...times.map((at) => line(at))),
      lineEnd: fc.constantFrom('\n', '\r\n'),
      end: fc.constantFrom('', '\n', '\n\n'),
    }),
  )
  .map(({ lines, lineEnd, end }) => (lines as string[]).join(lineEnd) + end);

interface Read {
  samples: Sample[];
  bad: string[];
  lost: Losses;
}

async function read(content: string, places: readonly number[]): Promise<Read> {
  async function* chunks(): AsyncGenerator<string> {
    const cuts = [...places.map((place) => place % (content.length + 1)), content.length].sort((a, b) => a - b);
    let from = 0;
    for (const to of cuts) {
      yield content.slice(from, to);
      from = to;
    }
  }
  const found: Read = { samples: [], bad: [], lost: {} };
  const { ofLine: readTime } = createRecordingTimes(undefined, `${start}`);
  const blocks = decodeBlocks('samples.lp', cutIntoBlocks(chunks()), {
    ...{ readTime, lost: found.lost },
    onBadLine: (bad) => found.bad.push(formatBadLine(bad)),
  });
  for await (const samples of blocks) found.samples.push(...samples);
  return found;
}

describe('the lines of a recording', () => {
  it('give the same samples, bad lines and losses, wherever the pieces of the file are cut', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 10 }), async (content, places) => {
        expect(await read(content, places)).toEqual(await read(content, []));
      }),
      { numRuns: 300 },
    );
  });

  it('give the same in pieces of one character', async () => {
    const content = `syslog,device=r1 message="one\ntwo",cpu_pct=3 ${start}\r\ntelemetry,device=r1 memory_pct=1 ${start + 1}`;
    const every = Array.from({ length: content.length }, (_, i) => i);
    const whole = await read(content, []);
    expect(whole.samples.map(({ value }) => value)).toEqual([3, 1]);
    expect(await read(content, every)).toEqual(whole);
  });
});
