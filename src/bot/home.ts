import type { CommandPorts } from './commands/command.ts';
import type { PostedMessages } from './posted-messages.ts';
import type { SlackApi } from './slack-api.ts';
import { slots } from './slots.ts';
import { homeView } from './views/home.ts';
import { devicesWords, modelsWords, modeWords } from './views/status-words.ts';

/** Builds and publishes the home tab of one person. */
export function createHome(deps: { api: SlackApi; posted: PostedMessages; ports: CommandPorts }) {
  const { api, posted } = deps;
  const { store, metrics, topology, changes, models, clock, silentAfterMs } = deps.ports;

  async function linkTo(planId: string): Promise<string | null> {
    const ref = await posted.find(slots.card(planId));
    if (!ref) return null;
    const answer = await api.call('chat.getPermalink', { channel: ref.channel, message_ts: ref.ts }).catch(() => null);
    return answer?.permalink ?? null;
  }

  return async function publishHome(user: string): Promise<void> {
    const [incidents, waiting, mode, states] = await Promise.all([
      store.incidents.list({ states: ['open', 'mitigated'], limit: 50 }),
      store.plans.inStates(['pending', 'unknown']),
      changes.mode(),
      models.states(),
    ]);
    const plans = await Promise.all(waiting.map(async (plan) => ({ plan, link: await linkTo(plan.id) })));
    const at = clock();
    const view = homeView({
      incidents,
      plans,
      devices: devicesWords(topology(), metrics, at, silentAfterMs),
      models: modelsWords(states),
      mode: modeWords(mode),
      topology: topology(),
      at,
    });
    await api.call('views.publish', { user_id: user, view });
  };
}
