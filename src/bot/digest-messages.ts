import type { Digests, SentDigest } from '../digests/digests.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import { NocturneError } from '../errors.ts';
import type { ModelsInUse } from '../learning/models-in-use.ts';
import type { Log } from '../log.ts';
import { picturesOf } from './digest-pictures.ts';
import { showPicture } from './picture-message.ts';
import type { Pictures } from './pictures.ts';
import type { PostedMessages } from './posted-messages.ts';
import { slots } from './slots.ts';
import { digestDetail, digestMessage, digestPictureMessage } from './views/digest.ts';

/** The messages of a digest: five lines in its channel, detail and pictures in its thread. However often the event comes, each message is posted once. */
export interface DigestMessages {
  ready(digestId: string): Promise<void>;
}

export function createDigestMessages(deps: {
  digests: Pick<Digests, 'get' | 'mentioned' | 'schedules'>;
  history: HistoryReader;
  metrics: MetricReader;
  models: ModelsInUse;
  posted: PostedMessages;
  pictures: Pick<Pictures, 'upload'>;
  channel: () => string;
  findChannel: (configured: string) => Promise<string>;
  commandName?: string | undefined;
  log: Log;
}): DigestMessages {
  const { digests, posted, pictures, commandName = '/noc' } = deps;

  /** A channel that is not there must not cost the digest: it is posted where the bot speaks, and says why. */
  async function channelOf({ schedule }: SentDigest): Promise<{ channel: string; missing: string | null }> {
    const configured = digests.schedules.find(({ id }) => id === schedule)?.channel;
    if (configured === undefined) return { channel: deps.channel(), missing: null };
    try {
      return { channel: await deps.findChannel(configured), missing: null };
    } catch (thrown) {
      if (!(thrown instanceof NocturneError && thrown.code === 'slack-channel-unknown')) throw thrown;
      return { channel: deps.channel(), missing: configured };
    }
  }

  return {
    async ready(digestId) {
      const found = await digests.get(digestId);
      if (!found) return;
      const { digest, schedule, by } = found;
      const detail = digestDetail(digest, commandName);
      const mentioned = schedule === null ? [] : await digests.mentioned(schedule);
      const { channel, missing } = await channelOf(found);
      const message = digestMessage(digest, { mentioned, by, missing, hasDetail: detail !== null });
      const head = await posted.put(slots.digest(digestId), { channel, thread: null }, message);
      const place = { channel: head.channel, thread: head.ts };
      if (detail) await posted.put(slots.digestDetail(digestId), place, detail);
      for (const { part, words, draw } of picturesOf(digest, deps)) {
        await showPicture(
          {
            slot: slots.digestPicture(digestId, part),
            place,
            draw: () => draw(pictures),
            build: (chart) => digestPictureMessage(words, chart),
          },
          deps,
        );
      }
    },
  };
}
