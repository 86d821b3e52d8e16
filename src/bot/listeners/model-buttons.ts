import { actionIds } from '../action-ids.ts';
import type { ListenerDeps } from './listener.ts';

const unknown = 'I do not know this model.';

/** Use the one before: the way back from a model that came into use. Its messages are brought up to date by the event that it leaves. */
export function registerModelButtons({ door, answers, models }: ListenerDeps): void {
  door.onButton(actionIds.useFormerModel, async ({ place, value }) => {
    const [kind, id, ...more] = value.split(' ');
    const said = kind && id && more.length === 0 ? await models.useFormer?.({ kind, id, by: place.user }) : undefined;
    await answers.tell(place, said ?? unknown);
  });
}
