import { type Args, text } from '../core.ts';

/** One page of a list by `cursor` and `limit`; the cursor is the position, in base64. */
export function paginate<T>(list: T[], args: Args, defaultLimit: number) {
  const limit = Math.min(1000, Math.max(1, Number(args.limit) || defaultLimit));
  const start = Number(Buffer.from(text(args.cursor), 'base64').toString().replace('next:', '')) || 0;
  const end = start + limit;
  const hasMore = end < list.length;
  const next_cursor = hasMore ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: list.slice(start, end), has_more: hasMore, response_metadata: { next_cursor } };
}
