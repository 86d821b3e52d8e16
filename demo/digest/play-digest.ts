import { ask } from '../forecast/play-forecast.ts';
import type { Setting } from '../setting.ts';
import { playStory } from '../story.ts';
import type { StorySummary } from '../story-summary.ts';

/** What goes wrong in the night. */
const trouble = 'latency';

/** The one JSON object of a headless run: how the trouble of the night ended, and what the digest says of it. */
export interface DigestSummary {
  scenario: 'digest';
  night: Pick<StorySummary, 'state'>;
  digest: { title: string; lines: string[] };
}

/** Plays a night in which one link becomes slow and a plan helps, and asks for the digest of it. */
export async function playDigest(setting: Setting, tell: (line: string) => void): Promise<DigestSummary> {
  const { state } = await playStory(setting, { scenario: trouble, decision: 'approve', tell });
  const { blocks } = await ask(setting, 'digest shift');
  const [title = '', ...lines] = (blocks[0] ?? '').split('\n');
  for (const line of [title, ...lines]) tell(line);
  return { scenario: 'digest', night: { state }, digest: { title, lines } };
}

/** Whether the digest has the incident and who approved what ended it. */
export const isTold = ({ night, digest: { lines } }: DigestSummary): boolean =>
  night.state === 'verified' &&
  lines.some((line) => /^Happened: 1 incident \(.*approved by .*\) · 0 dismissed/.test(line));
