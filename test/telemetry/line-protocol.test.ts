import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLine } from '../../src/telemetry/line-format.ts';
import type { BadLine, LinePoint } from '../../src/telemetry/line-point.ts';
import { createLineReader, type LineOptions } from '../../src/telemetry/line-protocol.ts';

const now = Date.UTC(2026, 10, 23, 3, 0, 0);

function readAll(text: string, options: Partial<LineOptions> = {}): (LinePoint | BadLine)[] {
  const reader = createLineReader(text, { now, ...options });
  const read: (LinePoint | BadLine)[] = [];
  for (let line = reader.next(); line; line = reader.next()) read.push(line);
  return read;
}

function readOne(text: string, options: Partial<LineOptions> = {}): LinePoint {
  const [first] = readAll(text, options);
  if (!first?.ok) throw new Error(`not a point: ${JSON.stringify(first)}`);
  return first;
}

describe('the line protocol reader', () => {
  it('reads tags, every kind of field and a timestamp in nanoseconds', () => {
    const point = readOne(
      'if,device=Router-A,interface=eth1 rtt=1.5,e=-2.5e-3,n=42i,u=7u,up=true,down=F,name="a \\"b\\", c" 1795402800123456789',
    );
    expect(point.measurement).toBe('if');
    expect(Object.fromEntries(point.tags)).toEqual({ device: 'Router-A', interface: 'eth1' });
    expect(Object.fromEntries(point.fields)).toEqual({
      rtt: 1.5,
      e: -0.0025,
      n: 42,
      u: 7,
      up: true,
      down: false,
      name: 'a "b", c',
    });
    expect(point.at).toBe(1795402800123);
  });

  it.each([
    ['ns', '1795402800000000000'],
    ['us', '1795402800000000'],
    ['ms', '1795402800000'],
    ['s', '1795402800'],
    ['m', '29923380'],
  ] as const)('reads timestamps in %s', (precision, digits) => {
    expect(readOne(`m f=1 ${digits}`, { precision }).at).toBe(1795402800000);
  });

  it('takes the time of arrival for a line without a timestamp', () => {
    expect(readOne('m f=1').at).toBe(now);
  });

  it('refuses a timestamp that was sent in another precision', () => {
    expect(readAll('m f=1 1795402800')[0]).toMatchObject({ ok: false, reason: expect.stringContaining('precision') });
    expect(readAll('m f=1 1795402800000000', { precision: 'ms' })[0]).toMatchObject({ ok: false });
  });

  it('undoes escapes in names and leaves other backslashes alone', () => {
    const point = readOne('my\\ if\\,x,ta\\=g\\ 1=v\\,1\\ 2,p=C:\\dir fi\\=eld=1');
    expect(point.measurement).toBe('my if,x');
    expect(Object.fromEntries(point.tags)).toEqual({ 'ta=g 1': 'v,1 2', p: 'C:\\dir' });
    expect([...point.fields]).toEqual([['fi=eld', 1]]);
  });

  it('skips comments and empty lines, takes both line ends, and counts lines over a string that spans some', () => {
    const read = readAll('# hello\r\n\n  a f="one\ntwo" \r\nb f=1\nc f=x');
    expect(read.map((line) => line.line)).toEqual([3, 5, 6]);
    expect(read[0]).toMatchObject({ ok: true, measurement: 'a' });
    expect(read[2]).toMatchObject({ ok: false, column: 5 });
  });

  it.each([
    ['cpu', 1, 'no fields'],
    ['cpu,host=a', 1, 'no fields'],
    ['cpu,host= f=1', 10, 'the value of the tag "host" is missing'],
    ['cpu,host f=1', 9, 'the tag key holds a " "'],
    ['cpu,h=a=b f=1', 8, 'holds a "="'],
    [',h=a f=1', 1, 'the measurement is missing'],
    ['cpu f', 6, 'the field "f" has no "="'],
    ['cpu f=', 7, 'has no value'],
    ['cpu f=1,', 9, 'the field key is missing'],
    ['cpu f=0x10', 7, '"0x10" is no number'],
    ['cpu f=NaN', 7, 'is no number'],
    ['cpu f=1e999', 7, 'is no number'],
    ['cpu f=-1u', 7, 'is no number'],
    ['cpu f="a', 7, 'the string is not closed'],
    ['cpu f="a"b', 10, 'a space or a comma is missing'],
    ['cpu f=1 noon', 9, '"noon" is no timestamp'],
    ['cpu f=1 1795402800000000000 x', 29, 'something stands behind the timestamp'],
  ])('says where and why %j is bad', (text, column, reason) => {
    const [bad] = readAll(`good f=1\n${text}\nalso,good=1 f=2`);
    expect(bad).toMatchObject({ ok: true });
    const read = readAll(`good f=1\n${text}\nalso,good=1 f=2`);
    expect(read).toHaveLength(3);
    expect(read[1]).toMatchObject({ ok: false, line: 2, reason: expect.stringContaining(reason) });
    if (!reason.startsWith('no fields')) expect((read[1] as BadLine).column).toBe(column);
    expect(read[2]).toMatchObject({ ok: true, line: 3, measurement: 'also' });
  });

  it('does not read the inside of a string as a line when the rest of its line is bad', () => {
    const read = readAll('syslog message="x\nping,device=r latency_ms=9999\n"!\nnext f=1');
    expect(read.map((line) => [line.ok, line.line])).toEqual([
      [false, 1],
      [true, 4],
    ]);
  });

  it('refuses lines without end and goes on behind them', () => {
    const read = readAll(`a f=1,${'g'.repeat(200)}=2\nb f=1`, { maxLineLength: 100 });
    expect(read).toMatchObject([
      { ok: false, line: 1, column: null },
      { ok: true, line: 2 },
    ]);
  });

  it('gives the caller a breath in a sea of comments', () => {
    const reader = createLineReader('#\n'.repeat(1000), { now });
    expect(reader.next(100)).toBeUndefined();
    expect(reader.offset).toBeLessThan(110);
  });

  it('keeps names like __proto__ as what they are', () => {
    expect(readOne('m,__proto__=x constructor=1').tags.get('__proto__')).toBe('x');
  });

  it('never throws and always comes to an end, whatever it is given', () => {
    const piece = fc.constantFrom(
      'm',
      ',',
      ' ',
      '=',
      '"',
      '\\',
      '\n',
      '\r',
      '#',
      '1',
      'i',
      't',
      '-',
      'é',
      '9'.repeat(20),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const read of readAll(pieces.join(''))) if (!read.ok) expect(read.reason).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back every point that can be written', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/[\r\n]|\\$/.test(text));
    const measurement = name.filter((text) => !/^[#\s\uFEFF]/.test(text));
    // Minus zero is written as 0.
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => double + 0);
    const value = fc.oneof(number, fc.boolean(), fc.string({ unit: 'grapheme' }));
    const point = fc.record({
      measurement,
      tags: fc.array(fc.tuple(name, name), { maxLength: 4 }).map((tags) => new Map(tags)),
      fields: fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 4 }).map((fields) => new Map(fields)),
      at: fc.integer({ min: now - 1e12, max: now }),
    });
    fc.assert(
      fc.property(point, (written) => {
        const [read, ...rest] = readAll(formatLine(written), { precision: 'ms' });
        expect(rest).toEqual([]);
        expect(read).toEqual({ ok: true, hasOwnTime: true, line: 1, ...written });
      }),
      { numRuns: 500 },
    );
  });
});
