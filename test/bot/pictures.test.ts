import { describe, expect, it, vi } from 'vitest';
import { createAnswers } from '../../src/bot/answers.ts';
import { section, slackImage } from '../../src/bot/blocks.ts';
import { createPictures, spokenPictures } from '../../src/bot/pictures.ts';
import type { SlackApi } from '../../src/bot/slack-api.ts';
import type { Uploads } from '../../src/bot/uploads.ts';
import type { IncidentChart } from '../../src/charts/incident-chart.ts';
import { png, silentLog, start } from './world.ts';

const chart: IncidentChart = {
  ...{ metric: 'latency_ms', from: start, to: start + 60_000 },
  series: [{ label: '<Router-A> eth1', role: 'target', points: [{ at: start + 1000, value: 84 }] }],
};
const uploads: Uploads = { upload: vi.fn(async () => ({ id: 'F0123456789', permalink: null })) };
const charts = { draw: async () => ({ png, altText: 'what it shows' }) };
const facts = expect.stringMatching(/^Latency, .*&lt;Router-A&gt; eth1: .*84 ms/);

describe('a picture in an answer', () => {
  it('is drawn, uploaded and shown with its facts for those who can not see it', async () => {
    const block = await createPictures({ charts, uploads, log: silentLog }).block('incident', chart, 'Latency');
    expect(block).toEqual(slackImage('F0123456789', 'what it shows'));
    expect(uploads.upload).toHaveBeenCalledWith({
      ...{ filename: 'incident.png', title: 'Latency', altText: 'what it shows', bytes: png, type: 'image/png' },
    });
  });

  it.each([
    ['can not be drawn', { draw: () => Promise.reject(new Error('no fonts')) }, uploads],
    ['is not taken by Slack', charts, { upload: () => Promise.reject(new Error('too many')) }],
  ])('is its facts in words when it %s', async (_what, drawing, uploading) => {
    const pictures = createPictures({ charts: drawing, uploads: uploading, log: silentLog });
    expect(await pictures.block('incident', chart, 'Latency')).toMatchObject({
      type: 'section',
      text: { text: facts },
    });
  });

  it('is its facts in words in a terminal, and says when there is nothing to draw', async () => {
    expect(await spokenPictures.block('incident', chart, '')).toMatchObject({ text: { text: facts } });
    const empty = await spokenPictures.block('incident', { ...chart, to: start }, '');
    expect(empty).toMatchObject({ text: { text: 'There is nothing to draw.' } });
  });
});

describe('an answer whose picture Slack refuses', () => {
  it('is given in bare text', async () => {
    const call = vi.fn(async (_method: string, { blocks }: { blocks: object[] }) => {
      if (JSON.stringify(blocks).includes('slack_file')) throw new Error('invalid_blocks');
      return { ok: true };
    });
    const api = { call } as unknown as SlackApi;
    const answers = createAnswers({ api, fetch, signal: new AbortController().signal, log: silentLog });
    const blocks = [section('Latency'), slackImage('F0123456789', 'what it shows')];
    await answers.tell({ user: 'U1', channel: 'C1', thread: null, responseUrl: null }, { text: 'Latency', blocks });
    const [method, sent] = call.mock.lastCall!;
    expect([method, sent]).toEqual(['chat.postEphemeral', expect.objectContaining({ text: 'Latency', blocks: [] })]);
  });
});
