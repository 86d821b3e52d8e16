/** Slack's method tiers: calls a minute. https://docs.slack.dev/apis/web-api/rate-limits */
const tierPerMinute = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;

const methodTier: Record<string, keyof typeof tierPerMinute> = {
  'chat.update': 3,
  'chat.delete': 3,
  'chat.startStream': 2,
  'chat.appendStream': 4,
  'chat.stopStream': 2,
  'conversations.list': 2,
  'conversations.info': 3,
  'conversations.history': 3,
  'conversations.replies': 3,
  'conversations.members': 4,
  'conversations.open': 3,
  'conversations.create': 2,
  'conversations.invite': 3,
  'conversations.join': 3,
  'users.info': 4,
  'users.list': 2,
  'usergroups.list': 2,
  'usergroups.users.list': 2,
  'files.getUploadURLExternal': 4,
  'files.completeUploadExternal': 4,
  'files.info': 4,
  'views.open': 4,
  'views.push': 4,
  'views.update': 4,
  'views.publish': 4,
  'reactions.add': 3,
  'reactions.remove': 2,
  'pins.add': 2,
  'bookmarks.add': 2,
  'team.info': 3,
};

/** Posting: about one message a second in a channel, and a short burst above it. */
const posting = { burst: 6, perSecond: 1 };
const postingMethods = new Set(['chat.postMessage', 'chat.postEphemeral']);

export interface RateLimit {
  /** Seconds to wait before this call would be let through; 0 when it may pass (and is counted). */
  check(method: string, channel?: string): number;
  clear(): void;
}

/** Token buckets: one per channel for posting, one per method for the rest. */
export function createRateLimit(clock: () => number): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function draw(key: string, burst: number, perSecond: number): number {
    const now = clock();
    const bucket = buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  return {
    check(method, channel) {
      if (postingMethods.has(method)) return draw(`post:${channel ?? ''}`, posting.burst, posting.perSecond);
      const tier = methodTier[method];
      if (!tier) return 0;
      return draw(method, tierPerMinute[tier], tierPerMinute[tier] / 60);
    },
    clear: () => buckets.clear(),
  };
}
