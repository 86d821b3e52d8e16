import type { MessageRef } from './message-facts.ts';
import type { SlackAnswer, SlackApi } from './slack-api.ts';

/** The event type of the metadata that every message of the product carries. */
const metadataType = 'nocturne_outbox';

/** The metadata of the message with this key. */
export function metadataOf(slot: string): Record<string, unknown> {
  return { event_type: metadataType, event_payload: { key: slot } };
}

/** The timestamp of the message with this key, if it was posted after all. Only the product's own messages count. */
export async function findInHistory(
  { slot, ref }: { slot: string; ref: MessageRef },
  { api, botUserId }: { api: SlackApi; botUserId: () => string },
): Promise<string | undefined> {
  const place = ref.thread ? { channel: ref.channel, ts: ref.thread } : { channel: ref.channel };
  const method = ref.thread ? 'conversations.replies' : 'conversations.history';
  const oldest = String((ref.since - 60_000) / 1000);
  let cursor: string | undefined;
  do {
    const page: SlackAnswer = await api.call(method, {
      ...place,
      oldest,
      limit: 200,
      include_all_metadata: true,
      ...(cursor && { cursor }),
    });
    const hit = (page.messages ?? []).find(
      (message: SlackAnswer) =>
        message.user === botUserId() &&
        message.metadata?.event_type === metadataType &&
        message.metadata.event_payload?.key === slot,
    );
    if (hit) return hit.ts;
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
  return undefined;
}
