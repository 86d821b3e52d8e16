import { actionIds } from '../action-ids.ts';
import { readOffer } from '../views/route.ts';
import type { ListenerDeps } from './listener.ts';

const unreadable = 'I do not know this route any more. Ask for it again.';

/** Propose this change, on a recommended route. The card of the plan comes with the event that the plan leaves. */
export function registerRouteButtons({ door, answers, changes }: ListenerDeps): void {
  door.onButton(actionIds.proposeRoute, async ({ person, place, value }) => {
    const offer = readOffer(value);
    if (!offer) return answers.tell(place, unreadable);
    const answer = await changes.proposeRoute({ ...offer, requestedBy: person.id });
    const text =
      answer.outcome === 'ok'
        ? 'The plan stands in the channel and waits for approval.'
        : `No plan was written. ${answer.reason}.`;
    await answers.tell(place, text);
  });
}
