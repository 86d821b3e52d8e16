import { context, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { escapeMrkdwn } from '../text.ts';

const width = 20;

/** The progress of one training run: one message that is edited until it is done. */
export function trainingMessage(run: {
  runId: string;
  kind: string;
  done: number;
  total: number;
  note: string;
}): OutgoingMessage {
  const share = run.total > 0 ? Math.min(1, Math.max(0, run.done / run.total)) : 0;
  const full = Math.round(share * width);
  const percent = Math.floor(share * 100);
  const kind = escapeMrkdwn(run.kind, 60);
  const title = share >= 1 ? `:white_check_mark: *Trained:* ${kind}` : `:hourglass_flowing_sand: *Training:* ${kind}`;
  const bar = `\`${'█'.repeat(full)}${'░'.repeat(width - full)}\` ${percent} %`;
  return {
    text: `${title}, ${percent} %`,
    blocks: [section(`${title}\n${bar}`), context(escapeMrkdwn(run.note === '' ? run.runId : run.note, 300))],
  };
}
