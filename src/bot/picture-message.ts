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
  const file = await drawn(slot, draw, log);
  if (!file) return;
  await posted.keepFile(slot, file);
  await show(file);
}

/** Shows a message that is nothing without its picture. It is drawn and uploaded once, and when that fails there is no message. */
export async function showPicture(
  { slot, place, draw, build }: Omit<PictureMessage, 'build'> & { build: (chart: ShownChart) => OutgoingMessage },
  { posted, log }: { posted: PostedMessages; log: Log },
): Promise<void> {
  const known = await posted.fileOf(slot);
  const file = known ?? (await drawn(slot, draw, log));
  if (!file) return;
  if (!known) await posted.keepFile(slot, file);
  await posted.put(slot, place, build({ fileId: file.id, altText: file.altText }));
}

const drawn = async (slot: string, draw: PictureMessage['draw'], log: Log): Promise<AttachedFile | undefined> =>
  draw?.().catch((err: unknown) => void log.warn({ err, slot }, 'a message is shown without its picture'));

export interface PictureMessage {
  slot: string;
  place: Placement;
  /** Undefined when there is nothing to draw. */
  draw: (() => Promise<AttachedFile | undefined>) | null;
  build: (chart: ShownChart | null) => OutgoingMessage;
}
