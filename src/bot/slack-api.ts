import type { ChannelQueue, Pace, Wait } from './channel-queue.ts';
import { isUncertain } from './slack-errors.ts';

/** An answer with `ok: true`, or what Slack sends by itself, under Slack's own field names. */
// biome-ignore lint/suspicious/noExplicitAny: some forty payloads of Slack, of which each reader takes a few optional fields
export type SlackAnswer = Record<string, any>;

/** Calls of the Web API at the pace that Slack allows. Throws what @slack/web-api throws; 429s never come through. */
export interface SlackApi {
  call(method: string, args: Record<string, unknown>, options?: { urgent?: boolean }): Promise<SlackAnswer>;
}

/** Posting is limited to about one message a second in a channel, with bursts. https://docs.slack.dev/apis/web-api/rate-limits */
const posting: Pace = { burst: 5, perSecond: 1 };
/** Tier 3 allows 50 calls a minute. */
const editing: Pace = { burst: 15, perSecond: 0.8 };
const reading: Pace = { burst: 20, perSecond: 20 };

/** Nobody should wait for an answer because a storm fills the channel: answers have a lane of their own. */
const answering: Pace = { burst: 3, perSecond: 1 };
const paces: Record<string, Pace> = {
  'chat.postMessage': posting,
  'chat.postEphemeral': answering,
  'chat.update': editing,
};
const posts = new Set(['chat.postMessage', 'chat.postEphemeral']);
const backoffMs = [500, 1500, 4000];

/**
 * Puts each call into the lane of its channel, so that a slow channel delays no other. A call whose fate is unknown is repeated when
 * repeating can't double anything; a post is not: whoever posts must look into the history first.
 */
export function createSlackApi(deps: {
  send: (method: string, args: Record<string, unknown>) => Promise<SlackAnswer>;
  queue: ChannelQueue;
  wait: Wait;
  signal: AbortSignal;
}): SlackApi {
  async function attempt(method: string, args: Record<string, unknown>): Promise<SlackAnswer> {
    for (let tries = 0; ; tries++) {
      try {
        return await deps.send(method, args);
      } catch (thrown) {
        const pause = backoffMs[tries];
        if (pause === undefined || posts.has(method) || !isUncertain(thrown)) throw thrown;
        await deps.wait(pause, deps.signal);
      }
    }
  }

  return {
    call(method, args, options) {
      const lane = `${method} ${args.channel ?? ''}`;
      return deps.queue.run(lane, paces[method] ?? reading, () => attempt(method, args), options);
    },
  };
}
