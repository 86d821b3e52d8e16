import { describe, expect, it } from 'vitest';
import type { ChartKind } from '../../src/charts/chart-kind.ts';
import { renderPng, renderSvg } from '../../src/charts/render.ts';
import { type ChartInput, type ChartName, chartKind, chartKinds } from '../../src/charts/specs/index.ts';
import { font } from '../../src/charts/style.ts';
import type { Point } from '../../src/domain/metric-reader.ts';
import { dealt } from '../sampled.ts';
import { type ChartCase, end, start } from './chart-case.ts';

const long = 'distribution-switch-west-0123.example.net TenGigabitEthernet1/0/48 behind the old building';
const line = (values: number[]): Point[] => values.map((value, second) => ({ at: start + second * 1000, value }));

const odd: [string, Point[], string?][] = [
  ['no point', []],
  ['one point', line([4])],
  ['one point at the very end', [{ at: end, value: 4 }]],
  ['two points at one time', [...line([4]), ...line([5])]],
  ['gaps', [...line([4, 5, 4]), { at: start + 300_000, value: 6 }, { at: end - 1000, value: 5 }]],
  ['values that are none', line([4, Number.NaN, 5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 4])],
  ['nothing but values that are none', line([Number.NaN, Number.NaN])],
  ['points outside of its time', [{ at: start - 1, value: 9 }, ...line([4, 5]), { at: end + 1, value: 9 }]],
  ['the same value always', line(Array(50).fill(7))],
  ['zeros', line(Array(50).fill(0))],
  ['negative values', line([-60, -70, -65])],
  ['huge values', line([1e15, 3e15, 2e15])],
  ['tiny values', line([1e-9, 3e-9, 2e-9])],
  ['huge beside tiny values', line([1e-9, 1e15])],
  ['more points than pixels', Array.from({ length: 5_000 }, (_, i) => ({ at: start + i * 120, value: i % 7 }))],
  ['a long name', line([4, 5, 6]), long],
  ['a name with signs of markup and letters of other scripts', line([4, 5]), '<b>&"Ωλ東京🔥</b>'],
];

type Drawn = { type?: string; mark?: { type?: string }; [key: string]: unknown };

/** Every object of a spec. */
function* objectsOf(value: unknown): Generator<Drawn> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Drawn;
  for (const member of Object.values(value)) yield* objectsOf(member);
}

const axisTitles = (spec: unknown) =>
  [...objectsOf(spec)].flatMap(({ axis }) => (axis as { title?: string } | null | undefined)?.title ?? []);

/** Relative luminance and contrast (WCAG 2.2, 1.4.3). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

/** Colours of what is drawn in an SVG: of texts, and of lines. */
const coloursOf = (svg: string, what: RegExp) =>
  [...svg.matchAll(what)].flatMap(([tag]) =>
    [...tag.matchAll(/(?:fill|stroke)="(#[0-9a-f]{6})"/gi)].map(([, c]) => c!),
  );

/**
 * Holds a kind of chart to the contract of all charts: readable on every ground, axes with units, words for those who can't see it, and any input
 * drawn. Called once for each kind, in the test of whatever brought it.
 */
export function chartContract<Name extends ChartName>(name: Name, chartCase: ChartCase<ChartInput<Name>>): void {
  const kind: ChartKind<ChartInput<Name>> = chartKind(name);
  const { full, of, axes, says, impossible } = chartCase;
  describe(`the chart ${name}`, () => {
    it('names each axis with its unit', () => {
      expect(kind.problem(full)).toBeNull();
      expect(axisTitles(kind.spec(full)).sort()).toEqual([...axes].sort());
      for (const title of axes) expect(title).toMatch(/\(.+\)$|UTC$/);
    });

    it('says its facts in words that Slack takes', () => {
      const text = kind.altText(full);
      for (const fact of says) expect(text).toContain(fact);
      expect(kind.altText(of([], long.repeat(60))).length).toBeLessThanOrEqual(2000);
      expect(kind.altText(of([], 'Router-A'))).toContain('no data');
    });

    it('is a card of its own, on which texts and lines can be read whatever is behind it', async () => {
      const svg = await renderSvg(kind.spec(full));
      const background = /<rect width="[\d.]+" height="[\d.]+" fill="(#[0-9a-f]{6})"/i.exec(svg)?.[1];
      expect(background, 'the picture has a background').toBeDefined();
      const texts = coloursOf(svg, /<text [^>]*>/g).filter((colour) => colour !== background);
      expect(texts.length).toBeGreaterThan(5);
      for (const colour of texts) expect([colour, contrast(colour, background!) >= 4.5]).toEqual([colour, true]);
      const lines = coloursOf(svg, /<path [^>]*stroke-width="(?:[2-9]|1\.8)[^>]*>/g).filter((c) => c !== background);
      expect(lines.length).toBeGreaterThan(0);
      for (const colour of lines) expect([colour, contrast(colour, background!) >= 3]).toEqual([colour, true]);
    });

    it('has no text in another font than its own, and letters where the machine has none', async () => {
      const svg = await renderSvg(kind.spec(full));
      const fonts = [...svg.matchAll(/font-family="([^"]*)"/g)].map(([, name]) => name);
      expect(new Set(fonts)).toEqual(new Set([font]));
      const [first, second] = await Promise.all(['AP-1', 'AP-8'].map((label) => renderPng(kind.spec(of([], label)))));
      expect(Buffer.from(first!).equals(Buffer.from(second!))).toBe(false);
    });

    // Two kinds of six draw each of them in `npm test`, because a picture takes a second.
    it.each(dealt(odd, Object.keys(chartKinds).indexOf(name), 3))(
      'draws %s',
      async (_what, points, label = 'Router-A eth1') => {
        const input = of(points, label);
        expect(kind.problem(input)).toBeNull();
        const svg = await renderSvg(kind.spec(input));
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        expect(kind.altText(input)).not.toMatch(/NaN|Infinity|undefined|null/);
        const png = Buffer.from(await renderPng(kind.spec(input)));
        // Width and height as the PNG itself has them (RFC 2083, 11.2.1): as wide as ever, whatever it shows.
        expect(png.readUInt32BE(16)).toBeGreaterThan(1400);
        expect(png.readUInt32BE(16)).toBeLessThan(1700);
      },
    );

    it('goes to a thread and back unchanged, and is the same picture each time', () => {
      expect(kind.spec(structuredClone(full))).toEqual(kind.spec(full));
      expect(JSON.parse(JSON.stringify(full))).toEqual(full);
    });

    it('says what it needs when nothing can be drawn', () => {
      for (const input of impossible) expect(kind.problem(input)).toMatch(/./);
    });
  });
}
