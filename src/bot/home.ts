import type { Person } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import { forecastDay } from '../learning/kinds/forecast-day.ts';
import { forecastShort } from '../learning/kinds/forecast-short.ts';
import { refuseStranger } from './access.ts';
import { section } from './blocks.ts';
import type { CommandPorts } from './commands/command.ts';
import type { People } from './people.ts';
import type { PostedMessages } from './posted-messages.ts';
import type { SlackApi } from './slack-api.ts';
import { slots } from './slots.ts';
import { homeView, type WaitingPlan } from './views/home.ts';
import { oncallLines } from './views/oncall-words.ts';
import { lookWords, riskLines } from './views/risk.ts';
import { siteLines } from './views/site-health.ts';
import { devicesWords, learningWords, modelsAtAGlance, modeWords } from './views/status-words.ts';

/** Whether a model, by its name, forecasts: such a one judges nothing. */
const isForecast = (name: string) => [forecastShort, forecastDay].some(({ kind }) => name.startsWith(kind));

const risksShown = 5;

/** Builds and publishes the home tab of one person; of somebody who may not read, with the reason alone. */
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
  async function isFor(user: Person, plan: Plan): Promise<boolean> {
    if (await changes.refusal({ buttonId: plan.buttonId, user, to: 'decide' })) return false;
    const [{ offered }, votes] = await Promise.all([changes.approvalOffer(plan), store.votes.forPlan(plan.id)]);
    return offered && !votes.some((vote) => vote.user === user.id);
  }

  async function waitingPlans(person: Person): Promise<WaitingPlan[]> {
    const waiting = await store.plans.inStates(['pending', 'unknown']);
    return Promise.all(
      waiting.map(async (plan) => ({ plan, link: await linkTo(plan.id), mine: await isFor(person, plan) })),
    );
  }

  const publish = async (user: string, view: Record<string, unknown>) =>
    void (await api.call('views.publish', { user_id: user, view }));

  return async function publishHome(user: string): Promise<void> {
    const at = clock();
    const person = await people.find(user).catch(() => undefined);
    const refusal = person
      ? refuseStranger(person, 'read')?.text
      : 'Slack did not say who you are. Open this tab again.';
    if (!person || refusal !== undefined) return publish(user, { type: 'home', blocks: [section(refusal ?? '')] });
    const [open, plans, mode, states, quiet, standing, look, learning] = await Promise.all([
      store.incidents.list({ states: ['open', 'mitigated'], limit: 50 }),
      waitingPlans(person),
      changes.mode(),
      ports.models.states(),
      silences.list(),
      ports.risks.standing(),
      ports.risks.look(),
      ports.learning?.read(),
    ]);
    const incidents = await Promise.all(
      open.map(async (incident) => ({ incident, silence: await silences.covering(incident, at) })),
    );
    const isJudged = states.some(({ name, trainedAt }) => trainedAt !== null && !isForecast(name));
    const fleet = { topology: topology(), incidents: open, metrics, isJudged, now: at, silentAfterMs };
    const oncall = oncallLines(ports.oncall, at);
    const view = homeView({
      incidents,
      plans,
      digests: await Promise.all(
        ports.digests.schedules.map(async (schedule) => ({
          schedule,
          isMine: (await ports.digests.mentioned(schedule.id)).includes(user),
        })),
      ),
      risks: riskLines(standing, at, risksShown),
      look: lookWords(look, standing.length, at),
      sites: siteLines(fleet),
      devices: devicesWords({ topology: topology(), metrics, clocks: ports.clocks, now: at, silentAfterMs }),
      models: modelsAtAGlance(states),
      learning: learning ? learningWords(learning, at) : '',
      mode: modeWords(mode),
      oncall: oncall.length > 0 ? `On call: ${oncall.join('; ')}` : 'Nobody is on call: no rotation is configured.',
      silences: quiet.filter(({ by }) => by === user),
      topology: topology(),
      at,
    });
    await publish(user, view);
  };
}
