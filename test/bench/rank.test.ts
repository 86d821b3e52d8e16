import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rank } from '../../bench/commands/rank.ts';
import { createRandom } from '../../src/models/random.ts';
import { readText, writeText } from '../../src/telemetry/csv/text-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-rank-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Three nodes; at second 600 node b loses its sessions, the others' port rates jump. */
const writeRun = (name: string, events: string) => {
  const random = createRandom(4);
  for (const node of ['a', 'b', 'c']) {
    const lines = Array.from({ length: 200 }, (_, i) => {
      const during = i * 5 >= 600 && i * 5 < 700;
      const sessions = node === 'b' ? (during ? 0 : 40) : during ? 38 : 40;
      const rates = [0, 1, 2, 3].map(() => Math.round((during && node !== 'b' ? 300 : 100) * (0.9 + 0.2 * random())));
      return [i * 5, sessions, ...rates].join(',');
    });
    writeText(
      join(folder, name, `${node}.csv.gz`),
      `time,sessions,Eth0rate,Eth1rate,Eth2rate,Eth3rate\n${lines.join('\n')}\n`,
    );
  }
  writeText(join(folder, name, 'events.csv'), events);
  const program = new Command().exitOverride();
  rank.register(program);
  const out = join(folder, `${name}.csv`);
  program.parse(['rank', 'cisco-fabric', '--input', join(folder, name), '--out', out], { from: 'user' });
  return readText(out).trimEnd().split('\n');
};

describe('ranking the nodes of a fabric', () => {
  it('puts the node whose sessions fell above those whose ports got busier', () => {
    const rows = writeRun('run', 'node,start,end,event,type\nb,600,700,x,y\n');
    expect(rows[0]).toBe('event,node,score');
    const scores = rows.slice(1).map((row) => row.split(','));
    expect(scores.map(([event, node]) => `${event}${node}`)).toEqual(['0a', '0b', '0c']);
    const best = scores.toSorted((x, y) => Number(y[2]) - Number(x[2]))[0]!;
    expect(best[1]).toBe('b');
  });

  it('looks at the first seconds of an event only', () => {
    const start = 'node,start,end,event,type\nb,600';
    expect(writeRun('short', `${start},640,x,y\n`)).toEqual(writeRun('long', `${start},900,x,y\n`));
  });

  it('reads nothing of an event but its start and its end', () => {
    const told = writeRun('told', 'node,start,end,event,type\nb,600,700,clear,single\na,300,340,x,y\n');
    expect(writeRun('untold', 'start,end\n600,700\n300,340\n')).toEqual(told);
    expect(told).toHaveLength(7);
  });

  it('says what is missing or malformed', () => {
    expect(() => writeRun('bad', 'start,end\n600,soon\n')).toThrow(/events\.csv, row 1 \(line 2\), column end: "soon"/);
    const program = new Command().exitOverride();
    rank.register(program);
    const parse = () => program.parse(['rank', 'cisco-fabric', '--input', '/nowhere', '--out', 'x'], { from: 'user' });
    expect(parse).toThrow(/\/nowhere is not there/);
  });
});
