import { actionIds } from '../action-ids.ts';
import type { ListenerDeps } from './listener.ts';

/** Stop, on a question that takes long. The message is brought up to date by the event that it leaves. */
export function registerQuestionButtons({ door, answers, questionRuns }: ListenerDeps): void {
  door.onButton(actionIds.stopQuestion, async ({ place, value }) => {
    const done = await questionRuns.stop(value, place.user);
    await answers.tell(place, done ? 'It stops.' : 'It has ended already, or I do not know it.');
  });
}
