import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Precision } from '../../src/telemetry/precision.ts';
import { readSamples } from '../../src/telemetry/recording.ts';
import { readLabels } from '../../src/telemetry/recording-labels.ts';

const start = Date.UTC(2026, 10, 23);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recording-times-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const msOf: Record<Precision, number> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const write = (at: number, unit: Precision) => `${(BigInt(at) * 1_000_000n) / BigInt(Math.round(msOf[unit] * 1e6))}`;

interface Written {
  unit: Precision;
  from: number;
  /** The first lines of the file. */
  head?: string[];
  packed?: boolean;
  labelUnit?: Precision;
}

const hours = [0, 1, 2];

function writeRecording({ unit, from, head = [], packed = false, labelUnit = unit }: Written): void {
  const times = hours.map((hour) => from + hour * 3_600_000);
  const lines = [...head, ...times.map((at, i) => `telemetry,device=r1 cpu_pct=${i} ${write(at, unit)}`)];
  const text = `${lines.join('\n')}\n`;
  writeFileSync(join(folder, packed ? 'samples.lp.gz' : 'samples.lp'), packed ? gzipSync(text) : text);
  const [begin, end] = times.map((at) => write(at, labelUnit));
  writeFileSync(join(folder, 'labels.csv'), `start,end,device,interface,cause\n${begin},${end},r1,,cpu_overload\n`);
}

async function readBack(precision?: Precision): Promise<{ times: number[]; label: number[] }> {
  const times: number[] = [];
  for await (const samples of readSamples(folder, { precision })) times.push(...samples.map(({ at }) => at));
  const [label] = (await readLabels(folder, precision))!;
  return { times, label: [label!.start, label!.end] };
}

const expected = (from: number) => ({
  times: hours.map((hour) => from + hour * 3_600_000),
  label: [from, from + 3_600_000],
});

const usual: Precision[] = ['s', 'ms', 'us', 'ns'];
const heads: [string, string[]][] = [
  ['no head', []],
  ['comments', ['# INFLUXDB EXPORT', '', '# DML']],
];
const bySize = usual.flatMap((unit) =>
  heads.flatMap(([name, head]) => [false, true].map((packed) => ({ unit, name, head, packed }))),
);

describe('the times of a recording since 1970', () => {
  it.each(bySize)('are read by their size: $unit, $name, packed: $packed', async ({ unit, head, packed }) => {
    writeRecording({ unit, from: start, head, packed });
    expect(await readBack()).toEqual(expected(start));
  });

  it.each(usual.flatMap((unit) => usual.map((labelUnit) => ({ unit, labelUnit }))))(
    'may be $unit where its labels count $labelUnit',
    async ({ unit, labelUnit }) => {
      writeRecording({ unit, labelUnit, from: start });
      expect(await readBack()).toEqual(expected(start));
      expect(await readBack(unit)).toEqual(expected(start));
    },
  );

  it.each(['m', 'h'] as const)(
    'are read in %s when that is told, and refused with the option when not',
    async (unit) => {
      writeRecording({ unit, from: start, labelUnit: 's' });
      expect(await readBack(unit)).toEqual(expected(start));
      await expect(readBack()).rejects.toThrow(
        /samples\.lp line 1, column 31: the time \d+ may count anything.*--precision/,
      );
    },
  );
});

/** Laboratories and simulations count from a beginning of their own. */
const ownBeginnings = [0, 5_000, 7_200_000, 40 * 86_400_000];
const told = [...usual, 'm', 'h'] as const;

describe('the times of a recording that begins where it likes', () => {
  it.each(
    told.flatMap((unit) =>
      ownBeginnings.filter((from) => msOf[unit] <= 1 || from % msOf[unit] === 0).map((from) => ({ unit, from })),
    ),
  )('are read in $unit from $from when that is told', async ({ unit, from }) => {
    writeRecording({ unit, from });
    expect(await readBack(unit)).toEqual(expected(from));
    for (const head of [`# precision=${unit}`, `#precision: ${unit}`]) {
      writeRecording({ unit, from, head: ['# made by hand', head] });
      expect(await readBack(), head).toEqual(expected(from));
    }
  });

  it('are refused with the option when they are small and nothing is told', async () => {
    writeRecording({ unit: 'ms', from: 0 });
    await expect(readBack()).rejects.toThrow(
      /line 1, column 31: the time 0 may count anything: name the unit.*--precision/,
    );
  });
});

describe('a unit that is not that of all lines', () => {
  it.each(
    usual.flatMap((unit) =>
      usual
        .filter((other) => other !== unit)
        .flatMap((other) => [undefined, unit].map((given) => ({ unit, other, given }))),
    ),
  )('is refused with line and option: $unit and then $other, told $given', async ({ unit, other, given }) => {
    writeRecording({ unit, from: start });
    const lines = [unit, other].map((each) => `telemetry,device=r1 cpu_pct=1 ${write(start, each)}\n`);
    writeFileSync(join(folder, 'samples.lp'), lines.join(''));
    await expect(readBack(given)).rejects.toThrow(
      /samples\.lp line 2, column 31: the time \d+ counts \w*seconds by its size, and the recording counts \w*seconds: .*--precision/,
    );
  });

  it('is refused when it is told wrong and no time of it can be', async () => {
    writeRecording({ unit: 'ns', from: start });
    await expect(readBack('ms')).rejects.toThrow(
      /line 1.*counts nanoseconds by its size, and the recording counts milliseconds/,
    );
    writeRecording({ unit: 's', from: start, head: ['# precision=ms'] });
    await expect(readBack('h')).rejects.toThrow(/line 2.*counts seconds by its size, and the recording counts hours/);
    writeRecording({ unit: 's', from: start, head: ['', '# precision=fortnight'] });
    await expect(readBack()).rejects.toThrow(/samples\.lp line 2: "fortnight" is no unit of time/);
  });

  it('does not hide a small time among usual ones', async () => {
    const lines = [start, 5].map((at) => `telemetry,device=r1 cpu_pct=1 ${at}\n`);
    writeFileSync(join(folder, 'samples.lp'), lines.join(''));
    await expect(readBack()).rejects.toThrow(
      /line 2, column 31: the time 5 is no usual one, and the recording counts milliseconds/,
    );
  });

  it('is refused in labels that are small where the samples are not', async () => {
    writeRecording({ unit: 'ms', from: start });
    writeFileSync(join(folder, 'labels.csv'), 'start,end,device,interface,cause\n5,6,r1,,cpu_overload\n');
    await expect(readBack()).rejects.toThrow(/labels\.csv line 2: start "5" is no time/);
  });
});
