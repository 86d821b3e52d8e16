import type { Past } from '../forecast/make-past.ts';
import { ask } from '../forecast/play-forecast.ts';
import { until } from '../incident-report.ts';
import { nocChannel, nocturneApp, personaOf } from '../personas.ts';
import type { Setting } from '../setting.ts';
import { playStory } from '../story.ts';
import type { StorySummary } from '../story-summary.ts';

/** What goes wrong in the night. */
const trouble = 'latency';

/** Days of five minutes, in the last of which a device has more to do than before. */
export const daysPast: Past = {
  ...{ hours: 4 * 24, everySeconds: 300, simulatedSeconds: 3 },
  fault: { fault: { kind: 'cpu', device: 'Switch-2', magnitude: 25, process: 'telemetryd' }, hours: 24 },
};

/** The one JSON object of a headless run: how the trouble of the night ended, and what the digest says of it. */
export interface DigestSummary {
  scenario: 'digest';
  night: Pick<StorySummary, 'state'>;
  digest: { title: string; lines: string[]; detail: string; pictures: string[] };
}

/** Plays a night in which one link becomes slow and a plan helps, and has the morning digest of it posted. */
export async function playDigest(setting: Setting, tell: (line: string) => void): Promise<DigestSummary> {
  const { state } = await playStory(setting, { scenario: trouble, decision: 'approve', tell });
  await ask(setting, 'digest morning post');
  const digest = await until(async () => findDigest(setting), postedWithinMs);
  if (!digest) throw new Error(`no digest with pictures came within ${postedWithinMs / 1000} s`);
  for (const line of [digest.title, ...digest.lines, ...digest.pictures]) tell(line);
  return { scenario: 'digest', night: { state }, digest };
}

const postedWithinMs = 60_000;

/** The digest in the channel, once its thread has pictures of both kinds. */
function findDigest({ workspace: { control } }: Setting): DigestSummary['digest'] | undefined {
  const seen = { user: personaOf('on-call engineer').id, channel: nocChannel.id };
  const head = control.history(seen).find(({ user, text }) => user === nocturneApp.botUserId && text?.startsWith(sign));
  if (!head) return undefined;
  const [, detail, ...more] = control.history({ ...seen, thread_ts: head.ts });
  const pictures = more.filter(({ blocks }) => JSON.stringify(blocks).includes('"image"')).map(({ text = '' }) => text);
  if (!detail || !kinds.every((kind) => pictures.some((text) => text.startsWith(kind)))) return undefined;
  const blocks = (message: { blocks?: unknown[] }) => (message.blocks ?? []) as { text?: { text?: string } }[];
  const [title = '', ...lines] = (blocks(head)[0]?.text?.text ?? '').split('\n');
  return {
    title,
    lines,
    detail: blocks(detail)
      .flatMap(({ text }) => text?.text ?? [])
      .join('\n'),
    pictures,
  };
}

const sign = ':newspaper:';
const kinds = ['Worse than the week before', 'Busiest'];

/** Whether the digest has the incident and who approved what ended it. */
export const isTold = ({ night, digest: { lines } }: DigestSummary): boolean =>
  night.state === 'verified' && lines.some((line) => /^\*Happened:\* 1 incident \(.*approved by .*\)/.test(line));
