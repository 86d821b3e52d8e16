import { withEmoji } from './emoji.js';
import { mrkdwn } from './mrkdwn.js';

/** A text object as nodes: mrkdwn is formatted, plain text stands as it is. */
export function textNodes(object) {
  if (!object) return [];
  if (object.type === 'mrkdwn') return mrkdwn(object.text);
  return [object.emoji === false ? object.text : withEmoji(object.text)];
}
