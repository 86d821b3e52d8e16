import { context } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';

const texts = {
  diagnosis: 'An earlier diagnosis stood here. The agents have looked again: their new diagnosis is below.',
  decision: 'An earlier decision stood here. It no longer counts: the agents have looked again, see below.',
};

/** Takes the place of what a former round of the agents said about what the incident was then. */
export function outdatedMessage(what: keyof typeof texts): OutgoingMessage {
  return { text: texts[what], blocks: [context(`_${texts[what]}_`)] };
}
