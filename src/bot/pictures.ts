import type { KnownBlock } from '@slack/types';
import { type ChartInput, type ChartName, chartKind } from '../charts/specs/index.ts';
import type { Log } from '../log.ts';
import { section, slackImage } from './blocks.ts';
import type { AttachedFile } from './message-facts.ts';
import type { ChartsPort } from './ports.ts';
import { escapeMrkdwn } from './text.ts';
import type { Uploads } from './uploads.ts';

/** Pictures for answers: a chart of any kind of `charts/specs/`, by its own input. */
export interface PicturesPort {
  /**
   * The picture as a block. Where it can't be drawn or Slack does not take it, the block says its facts in words, so that no answer fails because
   * of its picture. Never throws.
   *
   * @example blocks: [section(text), await pictures.block('incident', chart, 'Latency of Router-A')]
   */
  block<Name extends ChartName>(chart: Name, input: ChartInput<Name>, title: string): Promise<KnownBlock>;
}

export interface Pictures extends PicturesPort {
  /** Draws a chart and gives it to Slack, which shows it to nobody before a message has it. Throws what drawing and uploading throw. */
  upload<Name extends ChartName>(
    chart: Name,
    input: ChartInput<Name>,
    file: { filename: string; title: string },
  ): Promise<AttachedFile>;
}

/** Draws in the thread of the charts, and uploads. */
export function createPictures(deps: { charts: ChartsPort; uploads: Uploads; log: Log }): Pictures {
  const upload: Pictures['upload'] = async (chart, input, file) => {
    const { png: bytes, altText } = await deps.charts.draw(chart, input);
    return { ...(await deps.uploads.upload({ ...file, altText, bytes, type: 'image/png' })), altText };
  };
  return {
    upload,
    async block(chart, input, title) {
      try {
        const { id, altText } = await upload(chart, input, { filename: `${chart}.png`, title });
        return slackImage(id, altText);
      } catch (err) {
        deps.log.warn({ err, chart }, 'an answer says in words what its picture shows');
        return inWords(chart, input);
      }
    },
  };
}

/** Pictures for a terminal. */
export const spokenPictures: PicturesPort = { block: async (chart, input) => inWords(chart, input) };

function inWords<Name extends ChartName>(chart: Name, input: ChartInput<Name>): KnownBlock {
  const { problem, altText } = chartKind(chart);
  const words = problem(input) === null ? altText(input) : 'There is nothing to draw.';
  return section(escapeMrkdwn(words, 2000));
}
