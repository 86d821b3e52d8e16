import type { LossesChart } from '../../charts/specs/losses.ts';
import type { DomainEvent } from '../../domain/event.ts';
import { describeLosses } from '../../foundation/loss-words.ts';
import { context, section, slackImage } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import type { ShownChart } from '../message-facts.ts';
import { cut, escapeMrkdwn } from '../text.ts';

const width = 20;

type TrainingRun = Omit<Extract<DomainEvent, { type: 'training.progress' }>, 'type'>;

/** The progress of one training run: one message that is edited until the run has ended, well or not. */
export function trainingMessage(run: TrainingRun): OutgoingMessage {
  const kind = escapeMrkdwn(run.kind, 60);
  const note = context(escapeMrkdwn(run.note === '' ? run.runId : run.note, 1000));
  if (run.state === 'failed') {
    const title = `:x: *Training failed:* ${kind}`;
    return { text: title, blocks: [section(title), note] };
  }
  const share = run.total > 0 ? Math.min(1, Math.max(0, run.done / run.total)) : 0;
  const full = Math.round(share * width);
  const percent = Math.floor(share * 100);
  const isDone = run.state === undefined ? share >= 1 : run.state === 'done';
  const title = isDone ? `:white_check_mark: *Trained:* ${kind}` : `:hourglass_flowing_sand: *Training:* ${kind}`;
  const bar = `\`${'█'.repeat(full)}${'░'.repeat(width - full)}\` ${percent} %`;
  return { text: `${title}, ${percent} %`, blocks: [section(`${title}\n${bar}`), note] };
}

/** How the errors of the models of one kind fell while they were trained, in the thread of the training. */
export function lossesMessage(kind: string, chart: LossesChart, picture: ShownChart | null): OutgoingMessage {
  const title = `*Error after each pass:* ${escapeMrkdwn(kind, 60)}`;
  const lines = chart.models.map((line) => escapeMrkdwn(`${line.label}: ${describeLosses(line)}`, 400));
  return {
    text: title,
    blocks: [
      section(title),
      ...(picture ? [slackImage(picture.fileId, picture.altText)] : []),
      context(cut(lines.join('\n'), 2000)),
    ],
  };
}
