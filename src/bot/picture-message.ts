import type { Log } from '../log.ts';
import type { OutgoingMessage } from './message.ts';
import type { AttachedFile, ShownChart } from './message-facts.ts';
import type { Placement, PostedMessages } from './posted-messages.ts';

/**
 * Shows the words of a message at once and adds its picture when there is one: drawing and uploading takes a while and may fail. The picture of a
 * message is uploaded once, whatever was killed when; without one the words stand alone. Null `draw` shows a picture that is there already.
 */
export async function showWithPicture(
  { slot, place, draw, build }: PictureMessage,
  { posted, log }: { posted: PostedMessages; log: Log },
): Promise<void> {
  const show = (file: AttachedFile | undefined) =>
    posted.put(slot, place, build(file ? { fileId: file.id, altText: file.altText } : null));
  const known = await posted.fileOf(slot);
  await show(known);
  if (!draw || known) return;
  const drawn = await draw().catch(
    (err: unknown) => void log.warn({ err, slot }, 'a message is shown without its picture'),
  );
  if (!drawn) return;
  await posted.keepFile(slot, drawn);
  await show(drawn);
}

export interface PictureMessage {
  slot: string;
  place: Placement;
  /** Undefined when there is nothing to draw. */
  draw: (() => Promise<AttachedFile | undefined>) | null;
  build: (chart: ShownChart | null) => OutgoingMessage;
}
