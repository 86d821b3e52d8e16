import type { Digests } from '../digests/digests.ts';
import type { PostedMessages } from './posted-messages.ts';
import { slots } from './slots.ts';
import { digestDetail, digestMessage } from './views/digest.ts';

/** The messages of a digest: five lines in the channel, the detail in its thread. However often the event comes, each message is posted once. */
export interface DigestMessages {
  ready(digestId: string): Promise<void>;
}

export function createDigestMessages(deps: {
  digests: Pick<Digests, 'get' | 'mentioned'>;
  posted: PostedMessages;
  channel: () => string;
  commandName?: string | undefined;
}): DigestMessages {
  const { digests, posted, channel, commandName = '/noc' } = deps;
  return {
    async ready(digestId) {
      const found = await digests.get(digestId);
      if (!found) return;
      const { digest, schedule } = found;
      const detail = digestDetail(digest, commandName);
      const mentioned = await digests.mentioned(schedule);
      const message = digestMessage(digest, { mentioned, hasDetail: detail !== null });
      const head = await posted.put(slots.digest(digestId), { channel: channel(), thread: null }, message);
      if (detail) await posted.put(slots.digestDetail(digestId), { channel: head.channel, thread: head.ts }, detail);
    },
  };
}
