import type { Person } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import type { CommandPorts } from './commands/command.ts';
import type { People } from './people.ts';
import type { PostedMessages } from './posted-messages.ts';
import type { SlackApi } from './slack-api.ts';
import { slots } from './slots.ts';
import { homeView, type WaitingPlan } from './views/home.ts';
import { oncallLines } from './views/oncall-words.ts';
import { siteLines } from './views/site-health.ts';
import { devicesWords, modelsWords, modeWords } from './views/status-words.ts';

/** Builds and publishes the home tab of one person. */
export function createHome(deps: {
  api: SlackApi;
  posted: PostedMessages;
  people: Pick<People, 'find'>;
  ports: CommandPorts;
}) {
  const { api, posted, people, ports } = deps;
  const { store, metrics, topology, changes, silences, clock, silentAfterMs } = ports;

  async function linkTo(planId: string): Promise<string | null> {
    const ref = await posted.find(slots.card(planId));
    if (!ref) return null;
    const answer = await api.call('chat.getPermalink', { channel: ref.channel, message_ts: ref.ts }).catch(() => null);
    return answer?.permalink ?? null;
  }

  /** What is worth a button. Whether the click counts is decided when it comes, by policy. */
  async function isFor(person: Person | undefined, plan: Plan): Promise<boolean> {
    if (!person || person.restricted || plan.requestedBy === person.id) return false;
    const { offered, users, groups } = await changes.approvalOffer(plan);
    const isAsked = users.includes(person.id) || groups.some((group) => person.groups.includes(group));
    const votes = isAsked ? await store.votes.forPlan(plan.id) : [];
    return offered && isAsked && !votes.some(({ user }) => user === person.id);
  }

  async function waitingPlans(user: string): Promise<WaitingPlan[]> {
    const person = await people.find(user).catch(() => undefined);
    const waiting = await store.plans.inStates(['pending', 'unknown']);
    return Promise.all(
      waiting.map(async (plan) => ({ plan, link: await linkTo(plan.id), mine: await isFor(person, plan) })),
    );
  }

  return async function publishHome(user: string): Promise<void> {
    const at = clock();
    const [open, plans, mode, states, quiet] = await Promise.all([
      store.incidents.list({ states: ['open', 'mitigated'], limit: 50 }),
      waitingPlans(user),
      changes.mode(),
      ports.models.states(),
      silences.list(),
    ]);
    const incidents = await Promise.all(
      open.map(async (incident) => ({ incident, silence: await silences.covering(incident, at) })),
    );
    const isJudged = states.some(({ trainedAt }) => trainedAt !== null);
    const fleet = { topology: topology(), incidents: open, metrics, isJudged, now: at, silentAfterMs };
    const oncall = oncallLines(ports.oncall, at);
    const view = homeView({
      incidents,
      plans,
      sites: siteLines(fleet),
      devices: devicesWords({ topology: topology(), metrics, clocks: ports.clocks, now: at, silentAfterMs }),
      models: modelsWords(states),
      mode: modeWords(mode),
      oncall: oncall.length > 0 ? `On call: ${oncall.join('; ')}` : 'Nobody is on call: no rotation is configured.',
      silences: quiet.filter(({ by }) => by === user),
      topology: topology(),
      at,
    });
    await api.call('views.publish', { user_id: user, view });
  };
}
