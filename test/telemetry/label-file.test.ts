import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Label } from '../../src/domain/recording.ts';
import { problemOfLabel } from '../../src/incidents/given-labels.ts';
import { createRandom } from '../../src/models/random.ts';
import { formatLabels, readLabelFile, readLabels, writeLabels } from '../../src/telemetry/recording-labels.ts';
import { rounds } from '../sampled.ts';

const folder = mkdtempSync(join(tmpdir(), 'label-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'labels.csv');
const header = 'start,end,device,interface,cause';
const at = 1_764_000_000_000;

async function read(text: string | Buffer): Promise<Label[]> {
  writeFileSync(file, text);
  return readLabelFile(file, problemOfLabel);
}

/** What was said of a text that holds bad lines, without the name of the file. */
async function refusal(text: string | Buffer): Promise<string> {
  const thrown = await read(text).then(
    () => new Error('it was read'),
    (thrown: Error) => thrown,
  );
  expect(thrown).toMatchObject({ code: 'recording-bad-line' });
  return thrown.message.replaceAll(file, 'F');
}

const label = (own: Partial<Label> = {}): Label => ({
  ...{ start: at, end: at + 1000, device: 'Router-A', interface: 'eth1', cause: 'packet_loss', ...own },
});

describe('a file of labels', () => {
  it('comes back as it was written, as such and in a recording, whatever the names are', async () => {
    const signs = [...'a"\',;\n\r \t#=\\-éΩ東🔥\u200B0'];
    const random = createRandom(3);
    const below = (most: number) => Math.floor(random() * most);
    const name = () => Array.from({ length: 1 + below(6) }, () => signs[below(signs.length)]).join('');
    for (let round = 0; round < rounds(200, 3000); round++) {
      const labels = Array.from({ length: below(4) }, () => {
        const start = at + below(1e9);
        const port = below(3) === 0 ? null : name();
        return label({ start, end: start + below(5) * 1000, device: name(), interface: port, cause: name() });
      });
      expect(await read(formatLabels(labels))).toEqual(labels);
      await writeLabels(folder, labels);
      expect(await readLabels(folder)).toEqual(labels);
    }
  });

  it.each([
    ['Windows line ends and a byte order mark', `\uFEFF${header}\r\n${at},${at + 1000},Router-A,eth1,packet_loss\r\n`],
    [
      'other columns in another order',
      `cause,note,interface,device,end,start\npacket_loss,"a, ""b""",eth1,Router-A,${at + 1000},${at}`,
    ],
    ['seconds', `${header}\n${at / 1000},${at / 1000 + 1},Router-A,eth1,packet_loss\n`],
    ['nanoseconds', `${header}\n${at}000000,${at + 1000}000000,Router-A,eth1,packet_loss\n`],
    ['ISO 8601', `${header}\n2025-11-24T16:00:00Z,2025-11-24 17:00:01+01:00,Router-A,eth1,packet_loss\n`],
    ['empty lines and blanks', `\n\n${header}\n\n  ${at} ,${at + 1000}, Router-A,eth1 ,packet_loss\n\n\n`],
    [
      'quotes around everything',
      `"start","end","device","interface","cause"\n"${at}","${at + 1000}","Router-A","eth1","packet_loss"`,
    ],
  ])('may have %s', async (_what, text) => {
    expect(await read(text)).toEqual([label()]);
  });

  it('may hold nothing, and the same twice', async () => {
    expect(await read(`${header}\n`)).toEqual([]);
    const line = `${at},${at + 1000},Router-A,,packet_loss`;
    expect(await read(`${header}\n${line}\n${line}\n`)).toEqual([
      label({ interface: null }),
      label({ interface: null }),
    ]);
  });

  const line = (own: string) => own.replace('T', `${at},${at + 1000}`);
  it.each([
    ['end before start', `${at},${at - 1},R,,x`, 'end is before start'],
    ['no device', line('T,,,x'), 'device is empty'],
    ['no cause', line('T,R,,'), 'cause is empty'],
    ['too few cells', line('T,R,x'), 'it has 4 cells, its header 5'],
    ['too many cells', line('T,R,,x,y'), 'it has 6 cells, its header 5'],
    ['no time', `yesterday,${at},R,,x`, 'start "yesterday" is no time'],
    ['no zone', `2025-11-24T16:00:00,${at},R,,x`, 'start "2025-11-24T16:00:00" is no time'],
    ['a day that there is not', `2025-13-45T16:00:00Z,${at},R,,x`, 'start "2025-13-45T16:00:00Z" is no time'],
    ['a huge number', `${'9'.repeat(400)},${at},R,,x`, `start "${'9'.repeat(400)}" is no time`],
    ['a number that may count anything', `5,${at},R,,x`, 'start "5" is no time'],
    ['a negative number', `-5,${at},R,,x`, 'start "-5" is no time'],
    ['an exponent', `1e12,${at},R,,x`, 'start "1e12" is no time'],
    [
      'a time that no number can tell',
      '1971-01-01T00:00:00Z,1971-01-01T00:00:01Z,R,,x',
      'start is no time from 1973 to 2103 in milliseconds since 1970',
    ],
    [
      'a year far away',
      '2025-01-01T00:00:00Z,9999-01-01T00:00:01Z,R,,x',
      'end is no time from 1973 to 2103 in milliseconds since 1970',
    ],
    ['a long name', line(`T,${'r'.repeat(301)},,x`), 'device is no text of 1 to 300 characters'],
    ['a NUL', line('T,R,,a\0b'), 'cause is no text of 1 to 300 characters'],
  ])('is refused for %s, by file and line', async (_what, bad, problem) => {
    const good = line('T,R,,x');
    expect(await refusal([header, good, bad, good, '', bad].join('\n'))).toBe(
      `F line 3: ${problem}\nF line 6: ${problem}`,
    );
  });

  it.each([
    ['nothing', '', /^F is empty: its first line must be start,end,device,interface,cause$/],
    ['empty lines', '\n\r\n \n', /^F is empty/],
    ['a missing column', 'start,end,device,cause\n', /^F line 1: the columns interface are missing$/],
    ['no header', `${at},${at},R,,x\n`, /^F line 1: the columns start, end, device, interface, cause are missing$/],
    ['a column twice', `${header},start\n`, /^F line 1: the column start is there twice$/],
    [
      'a quote that is not closed',
      `${header}\n${at},${at},"R,,x\n${at},${at},R,,x\n`,
      /^F line 2: a quote is not closed$/,
    ],
    ['bytes that are no text', Buffer.from([0, 1, 255, 254, 10, 0]), /^F line 1: the columns/],
  ])('is refused for %s', async (_what, text, problem) => {
    expect(await refusal(text)).toMatch(problem);
  });

  it('that is not there is told by its name', async () => {
    await expect(readLabelFile(join(folder, 'none.csv'), problemOfLabel)).rejects.toMatchObject({
      ...{ code: 'recording-unreadable', message: expect.stringContaining('none.csv') },
    });
  });
});
