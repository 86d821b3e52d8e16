import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../src/domain/sample.ts';
import { createRecordingWriter, readSamples } from '../../src/telemetry/recording.ts';
import { readLabels, writeLabels } from '../../src/telemetry/recording-labels.ts';

const start = Date.UTC(2026, 10, 23);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const samplesOf = async (options?: Parameters<typeof readSamples>[1]) =>
  (await collect(readSamples(folder, options))).flat();

function manySamples(count: number): Sample[] {
  return Array.from({ length: count }, (_, index) => ({
    at: start + Math.floor(index / 4) * 1000,
    device: `Router ${index % 4 < 2 ? 'A' : 'B'}`,
    interface: index % 4 < 2 ? 'eth1,0' : null,
    metric: index % 2 === 0 ? 'latency_ms' : 'cpu_pct',
    value: Math.abs(Math.sin(index) * 100),
  }));
}

describe('a recording', () => {
  it.each([false, true])('reads back the samples that were written (packed: %s)', async (gzip) => {
    const samples = manySamples(20_000);
    const writer = await createRecordingWriter(join(folder, '.'), { gzip });
    for (let from = 0; from < samples.length; from += 3000) await writer.samples(samples.slice(from, from + 3000));
    await writer.close();
    expect(await samplesOf()).toEqual(samples);
    const file = await readFile(join(folder, gzip ? 'samples.lp.gz' : 'samples.lp'));
    const text = (gzip ? gunzipSync(file) : file).toString();
    expect(text.split('\n').slice(0, 2)).toEqual([
      '# precision=ms',
      `telemetry,device=Router\\ A,interface=eth1\\,0 latency_ms=0,cpu_pct=${samples[1]!.value} ${start}`,
    ]);
  });

  it('names the file and the line that is bad, far into the file', async () => {
    const good = `telemetry,device=R cpu_pct=1 ${start}\n`;
    await writeFile(join(folder, 'samples.lp'), `${good.repeat(5000)}telemetry,device=R cpu_pct=x ${start}\n${good}`);
    await expect(samplesOf()).rejects.toThrow(/samples\.lp line 5001, column 28: "x" is no number/);
    const bad: number[] = [];
    expect(await samplesOf({ onBadLine: ({ line }) => bad.push(line) })).toHaveLength(5001);
    expect(bad).toEqual([5001]);
  });

  it('reads strings with line breaks, wherever the blocks of the file end, and still names the line of a bad one', async () => {
    const lines = Array.from(
      { length: 3000 },
      (_, i) =>
        `syslog,device=r1 message="line one of message ${i}\nsecond line ${i} = x",severity_code=3i ${start + i}`,
    );
    await writeFile(join(folder, 'samples.lp'), lines.join('\n'));
    expect(await samplesOf()).toHaveLength(3000);
    await writeFile(
      join(folder, 'samples.lp'),
      `${lines.join('\n')}\nsyslog,device=r1 message="never closed ${start}\n`,
    );
    await expect(samplesOf()).rejects.toThrow(/samples\.lp line 6001, column 26: the string is not closed/);
  });

  it('refuses a line without a time', async () => {
    await writeFile(join(folder, 'samples.lp'), 'telemetry,device=R cpu_pct=1\n');
    await expect(samplesOf()).rejects.toThrow(/line 1, column 29: the line has no timestamp/);
  });

  it('says what is missing from a folder', async () => {
    await expect(samplesOf()).rejects.toThrow(/neither samples\.lp nor samples\.lp\.gz/);
  });

  it('says so when a packed file is cut off', async () => {
    const writer = await createRecordingWriter(folder, { gzip: true });
    await writer.samples(manySamples(5000));
    await writer.close();
    const file = join(folder, 'samples.lp.gz');
    await writeFile(file, (await readFile(file)).subarray(0, 3000));
    await expect(samplesOf()).rejects.toMatchObject({
      code: 'recording-unreadable',
      message: expect.stringContaining(file),
    });
  });

  it('writes one event a line', async () => {
    const writer = await createRecordingWriter(folder);
    await writer.event({ at: start, type: 'fault', link: 'L1' });
    await writer.event({ at: start + 1, type: 'healed' });
    await writer.close();
    const lines = (await readFile(join(folder, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { at: start, type: 'fault', link: 'L1' },
      { at: start + 1, type: 'healed' },
    ]);
  });

  it('reads back labels, tells none from no file, and takes other columns and times', async () => {
    expect(await readLabels(folder)).toBeNull();
    const labels = [
      { start, end: start + 5000, device: 'Router-A', interface: 'eth1', cause: 'latency_spike' },
      { start, end: start, device: 'a "b", c', interface: null, cause: 'cpu_overload' },
      { start, end: start, device: 'on two\nlines', interface: ' eth1 ', cause: 'cpu_overload' },
    ];
    await writeLabels(folder, labels);
    expect(await readLabels(folder)).toEqual(labels);
    await writeLabels(folder, []);
    expect(await readLabels(folder)).toEqual([]);
    await writeFile(join(folder, 'labels.csv'), '\n');
    expect(await readLabels(folder)).toEqual([]);
    await writeFile(
      join(folder, 'labels.csv'),
      '\uFEFF\r\n cause,note,start,end,device,interface\r\nmemory_leak,"x, y",2026-11-23T00:00:00Z,2026-11-23T01:00:00+01:00,S1,\r\n',
    );
    expect(await readLabels(folder)).toEqual([
      { start, end: start, device: 'S1', interface: null, cause: 'memory_leak' },
    ]);
  });

  it.each([
    ['start,end,device,interface\n', /line 1: the columns cause are missing/],
    [
      'start,end,device,interface,cause\n1764000001,1764000002,R,,x\n1764000002,1764000001,R,,x\n',
      /line 3: end is before start/,
    ],
    [
      'start,end,device,interface,cause\n2026-11-23 00:00,1764000002,R,,x\n',
      /line 2: start "2026-11-23 00:00" is no time/,
    ],
    [
      'start,end,device,interface,cause\n\n1764000001,1764000002,"R\n1",,x\n\n1764000002,1764000001,R,,x\n',
      /line 6: end is before start/,
    ],
    ['start,end,device,start,interface,cause\n', /line 1: the column start is there twice/],
    ['start,end,device,interface,cause\n1,2,R,x\n', /line 2: it has 4 cells, its header 5/],
    ['start,end,device,interface,cause\n1,2,"R,,x\n', /line 2: a quote is not closed/],
  ])('refuses labels %j', async (text, reason) => {
    await writeFile(join(folder, 'labels.csv'), text);
    await expect(readLabels(folder)).rejects.toThrow(reason);
  });
});
