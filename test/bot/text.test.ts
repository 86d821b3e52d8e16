import { describe, expect, it } from 'vitest';
import { context, fields, section } from '../../src/bot/blocks.ts';
import { withoutMarkup } from '../../src/bot/plain-text.ts';
import {
  cut,
  escapeMrkdwn,
  listWords,
  manyLines,
  oneLine,
  showDate,
  showDuration,
  showNumber,
  showUser,
} from '../../src/bot/text.ts';
import { expectLinear } from '../patience.ts';

describe('text from strangers', () => {
  it('can neither link, mention nor hide anything', () => {
    expect(escapeMrkdwn('<!channel> & <https://x|y>')).toBe('&lt;!channel&gt; &amp; &lt;https://x|y&gt;');
    expect(escapeMrkdwn('ask @channel, @here')).not.toMatch(/@channel|@here/);
    expect(escapeMrkdwn('a\u202eb\u200bc\u001b[31md\u0007')).toBe('abcd');
    expect(escapeMrkdwn('one\ntwo')).toBe('one two');
  });

  it('keeps the lines of device output and nothing that a terminal would obey', () => {
    expect(manyLines('\u001b[1mRouter#\u001b[0m show\r\n line\u0008s\u0000 2\u001b]0;title\u0007')).toBe(
      'Router# show\n lines 2',
    );
  });

  it('holds none of the characters that Unicode says are not seen', () => {
    const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/u;
    const all = Array.from({ length: 0x110000 }, (_, code) => code).filter((code) => code < 0xd800 || code > 0xdfff);
    const written = all.map((code) => String.fromCodePoint(code)).filter((character) => unseen.test(character));
    expect(written.length).toBeGreaterThan(4000);
    const shown = [oneLine, escapeMrkdwn, (text: string) => manyLines(text).replaceAll('\n', '')].map((show) =>
      written.filter((character) => unseen.test(show(`a${character}b`))),
    );
    expect(shown).toEqual([[], [], []]);
  });

  it.each([
    ['zero-width', '\u200b\u200d\u2060\ufeff'],
    ['bidirectional', '\u202e\u2066\u061c\u200f'],
    ['fillers', '\u3164\u115f\u1160\uffa0\u034f'],
    ['tags and selectors', '\u{e0041}\u{e007f}\ufe0f\u{e0100}'],
    ['private and unassigned', '\ue000\u{10ffff}\u0378'],
  ])('holds nothing %s that could not be seen', (_, hidden) => {
    for (const each of [hidden, ...hidden]) {
      const text = `route${each}r`;
      expect([escapeMrkdwn(text), manyLines(text)], text).toEqual(['router', 'router']);
    }
  });

  it('is never cut inside an entity or a link', () => {
    expect(cut('ab &amp; cd', 7)).toBe('ab …');
    expect(cut('see <https://example.org|here> now', 12)).toBe('see …');
    expect(cut('short', 10)).toBe('short');
  });
});

it.each([section('a'), fields([['a', 'b']]), context('a', 'b')])(
  'Slack makes no links in what a $type says',
  (block) => {
    const texts = JSON.stringify(block).match(/"type":"mrkdwn"[^}]*/g)!;
    expect(texts.filter((text) => !text.includes('"verbatim":true'))).toEqual([]);
  },
);

// A pattern that tries each of many places up to the same far end takes minutes.
it.each(['<!date^', '<!date^|', '<https:', '<mailto:|', '<', '*a', '`'])(
  'reads markup of many %s in linear time',
  (part) => expectLinear(() => expect(withoutMarkup(part.repeat(60_000))).toBeDefined()),
);

describe('values for people', () => {
  it('shows moments with a fallback in UTC', () => {
    expect(showDate(Date.UTC(2026, 10, 2, 14, 3, 5))).toBe(
      '<!date^1793628185^{date_short_pretty} {time_secs}|2026-11-02 14:03:05 UTC>',
    );
  });

  it('shows durations in at most two units', () => {
    expect([850, 12_400, 200_000, 7_500_000, 360_000_000].map(showDuration)).toEqual([
      '850 ms',
      '12 s',
      '3 min 20 s',
      '2 h 5 min',
      '4 d 4 h',
    ]);
  });

  it('shows numbers with three figures and says when there are none', () => {
    expect([84.123, 1250.4, 0.01234, Number.NaN].map(showNumber)).toEqual(['84.1', '1250', '0.0123', 'no data']);
  });

  it('mentions users of Slack and spells out everybody else', () => {
    expect(showUser('U0APPROVER')).toBe('<@U0APPROVER>');
    expect(showUser('nocturne <script>')).toBe('nocturne &lt;script&gt;');
    expect(listWords(['a', 'b', 'c'])).toBe('a, b and c');
  });
});
