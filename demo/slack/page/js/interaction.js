import { control } from './api.js';
import { store } from './store.js';

/** What people chose and typed, by message or view, so that a redraw does not lose it. */
const filledByPlace = new Map();

export function filledIn(place) {
  const key = `${store.user} ${place}`;
  if (!filledByPlace.has(key)) filledByPlace.set(key, {});
  return filledByPlace.get(key);
}

/**
 * The context for blocks in a message (`{channel, ts}`) or in a view (`{view_id, in}`).
 * Choices are kept by block id and action id, as Slack reports them.
 */
export function createInteraction(place, more = {}) {
  const filled = filledIn(place.ts ?? place.view_id);
  const { view_id: _viewId, ...where } = place;
  const naming = (block, element) => ({
    user: store.user,
    ...where,
    block_id: block.block_id,
    action_id: element.action_id,
  });
  return {
    chosen: (block, element) => filled[block.block_id]?.[element.action_id],
    choose(block, element, value) {
      filled[block.block_id] = { ...filled[block.block_id], [element.action_id]: value };
    },
    act: (block, element, choice) => control('press', { ...naming(block, element), ...choice, values: filled }),
    suggest: (block, element, query) => control('suggest', { ...naming(block, element), query, values: filled }),
    ...more,
  };
}
