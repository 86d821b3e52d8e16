import type { Plan } from '../../domain/plan.ts';
import { count } from '../../foundation/number-words.ts';
import type { ExecutionLine } from '../../store/store.ts';
import { context, preformatted, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { escapeMrkdwn, manyLines } from '../text.ts';

const outputShown = 7000;
const lineShown = 600;

/** What was sent to the devices and what they said, in the order in which it was sent. */
export function planOutput(plan: Plan, lines: ExecutionLine[]): OutgoingMessage {
  const sent = [...lines].sort((a, b) => a.sentAt - b.sentAt || a.step - b.step || a.line - b.line);
  const changes = sent.filter((line) => line.phase !== 'snapshot').length;
  const summary = `${count(changes, 'line')} sent to the devices for the plan \`${escapeMrkdwn(plan.id)}\``;
  return {
    text: summary,
    blocks: [
      section(`*Output*\n${summary}`),
      preformatted(lastPart(sent.map(outputText).join('\n'), outputShown)),
      context('As the devices wrote it. It is shown to people only and proves nothing.'),
    ],
  };
}

function outputText({ phase, device, command, accepted, doneAt, output }: ExecutionLine): string {
  const mark = doneAt === null ? '  ← no answer' : accepted === false ? '  ← refused' : '';
  const answer = manyLines(output ?? '').trim();
  const kept = phase === 'snapshot' ? '' : lastPart(answer, lineShown);
  return `${device}# ${manyLines(command)}${mark}${kept === '' ? '' : `\n${kept}`}`;
}

/** The end of a text, from the beginning of a line on. */
function lastPart(text: string, most: number): string {
  if (text.length <= most) return text;
  return `…\n${text.slice(-most).replace(/^[^\n]*\n/, '')}`;
}
