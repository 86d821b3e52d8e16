import type { Diagnosis } from '../../domain/diagnosis.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { formatPlace } from '../../domain/place.ts';
import type { IncidentLabel } from '../../incidents/labels.ts';
import { context, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { cut, escapeMrkdwn } from '../text.ts';
import { feedbackBlocks } from './feedback.ts';

const evidenceShown = 12;

/** The diagnosis, each sentence with the evidence that it rests on, that evidence below, and what people said about it. */
export function diagnosisMessage(diagnosis: Diagnosis, labels: IncidentLabel[] = []): OutgoingMessage {
  const title = diagnosis.conclusive ? 'Diagnosis' : 'Diagnosis: inconclusive';
  const sentences = diagnosis.sentences.map(
    ({ text, evidence }) => `${escapeMrkdwn(text, 600)} ${citations(evidence)}`,
  );
  const said =
    sentences.length > 0 ? sentences.join('\n') : 'The evidence does not carry any sentence about the cause.';
  const cited = new Set(diagnosis.sentences.flatMap((sentence) => sentence.evidence));
  const shown = diagnosis.evidence.filter(({ id }) => cited.has(id)).slice(0, evidenceShown);
  const writer =
    diagnosis.writtenBy === 'offline' ? 'without a language model' : `by ${escapeMrkdwn(diagnosis.writtenBy, 60)}`;
  return {
    text: `${title} of ${escapeMrkdwn(diagnosis.incidentId)}: ${cut(said, 1000)}`,
    blocks: [
      section(cut(`*${title}*\n${said}`, 2900)),
      ...(shown.length > 0 ? [context(cut(shown.map(evidenceLine).join('\n'), 1950))] : []),
      context(`Written ${writer}. A sentence without evidence is left out.`),
      ...feedbackBlocks(diagnosis.incidentId, labels),
    ],
  };
}

function citations(ids: string[]): string {
  return ids.map((id) => `\`${escapeMrkdwn(id, 12)}\``).join(' ');
}

/** One fact with its id, kind and place. */
export function evidenceLine({ id, kind, place, text, independent }: Evidence): string {
  const doubt = independent ? '' : ' _(others could have written this)_';
  return `\`${escapeMrkdwn(id, 12)}\` ${kind}, ${escapeMrkdwn(formatPlace(place), 80)}: ${escapeMrkdwn(text, 240)}${doubt}`;
}
