import { actionIds } from '../action-ids.ts';
import type { ListenerDeps } from './listener.ts';

/** Who a digest mentions: everybody chooses for themselves, at home. */
export function registerDigestButtons({ door, answers, digests }: ListenerDeps): void {
  for (const [action, wanted] of [
    [actionIds.mentionMe, true],
    [actionIds.mentionMeNot, false],
  ] as const)
    door.onButton(action, async ({ place, value }) => {
      const done = await digests.mention(value, place.user, wanted);
      const answer = wanted ? 'It mentions you from now on.' : 'It mentions you no more.';
      await answers.tell(place, done ? answer : 'There is no such digest any more.');
    });
}
