import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { font } from './style.ts';
import { textWidth } from './text-width.ts';

/** Twice the size on paper, because screens have two pixels for one. */
const scale = 2;

function fontFiles(): string[] {
  const folder = join(dirname(fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/package.json'))), 'ttf');
  return ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf'].map((file) => join(folder, file));
}

interface TextItem {
  text?: unknown;
  fontSize?: number;
  fontWeight?: string | number;
}

interface TextMeasure {
  textMetrics: { width: (item: TextItem, text?: unknown) => number };
}

/**
 * Vega measures letters with a canvas, and guesses generously where there is none. It lets its user measure instead
 * (vega-scenegraph, src/util/text.js), which its types leave out.
 */
function measureLikeTheFont(): void {
  const { textMetrics } = vega as typeof vega & TextMeasure;
  textMetrics.width = (item, text = item.text) =>
    textWidth(String(text ?? ''), item.fontSize ?? 11, item.fontWeight === 'bold' ? 'bold' : 'regular');
}

/** Draws a chart as SVG, whose text has no letters of its own yet. */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  measureLikeTheFont();
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/** Draws a chart as PNG. Brings its own fonts, so that text is there on machines without any. */
export async function renderPng(spec: TopLevelSpec): Promise<Uint8Array> {
  const picture = new Resvg(await renderSvg(spec), {
    fitTo: { mode: 'zoom', value: scale },
    font: { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: font, sansSerifFamily: font },
  });
  return picture.render().asPng();
}
