import type { Envelope } from '../../src/bot/envelope.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { allowed, refusedBy } from './tried.ts';
import type { Try } from './world.ts';

/**
 * A body as Slack might deliver it, or several in a row of which the last one counts. `{{pending}}`, `{{expired}}`, `{{edited}}` and the like
 * stand for the button of a plan in that situation, `{{id-pending}}` for the id that people read; every input has plans of its own. A name with
 * a number, `{{pending:2}}`, is another plan.
 */
export const trySlackPayload: Try = async ({ id, text }, world) => {
  const desk = await world.desk();
  const { filled, plans } = await fillButtons(text, desk.plan);
  const marks = async () => (await Promise.all(plans.map((planId) => desk.mark(planId)))).join();
  let bodies: Envelope[];
  try {
    const parsed = JSON.parse(filled) as Envelope | Envelope[];
    bodies = Array.isArray(parsed) ? parsed : [parsed];
  } catch {
    return refusedBy('listeners', 'Slack delivers nothing but JSON');
  }
  let done: Awaited<ReturnType<typeof desk.deliver>> = { codes: [], accepted: false, errors: [], stray: false };
  const given = new Set<string>();
  let repeated = false;
  let before = '';
  const texts = bodies.map((body) => JSON.stringify(body));
  for (const [i, body] of bodies.entries()) {
    // What is the same to the letter is a redelivery, anything else a press of its own.
    const own = ownBody(body, `${id}.${texts.indexOf(texts[i]!)}`);
    repeated = given.has(JSON.stringify(own));
    given.add(JSON.stringify(own));
    before = await marks();
    done = await desk.deliver(own);
  }
  // This can not be switched off.
  if (done.stray) return refusedBy('addressee', 'it is meant for another installation');
  const told = done.errors.at(-1) ?? 'nothing was answered';
  if (done.accepted) return allowed(done.codes.join(', '));
  // An overdue plan expires when somebody tries to decide about it, and that is no decision.
  if ((await marks()) !== before && !done.codes.includes('expired')) return allowed('a plan is not as it was');
  const code = done.codes.at(-1);
  if (code !== undefined) return refusedBy(guardOf[code] ?? code, told);
  if (repeated) return refusedBy('inbox', 'the same delivery came before');
  const unknown = done.errors.find((text) => text.includes('who you are') || text.includes('does not know you'));
  return unknown === undefined ? refusedBy('listeners', told) : refusedBy('people', unknown);
};

/** Codes of refusals that another guard's name says better. */
const guardOf: Record<string, string> = {
  refused: 'playbook',
  'unknown-parameter': 'playbook',
  unchanged: 'playbook',
  'unknown-plan': 'unknown-button',
};

async function fillButtons(
  text: string,
  plan: (situation: string) => Promise<Plan>,
): Promise<{ filled: string; plans: string[] }> {
  const gaps = [...new Set([...text.matchAll(/\{\{([a-z-]+)(?::\d)?\}\}/g)].map(([gap]) => gap))];
  const plans: string[] = [];
  let filled = text;
  for (const gap of gaps) {
    const name = /[a-z-]+/.exec(gap)![0];
    const { id, buttonId } = await plan(name.replace(/^id-/, ''));
    plans.push(id);
    filled = filled.replaceAll(gap, name.startsWith('id-') ? id : buttonId);
  }
  return { filled, plans };
}

/** Answers go to an address of their own, and no two inputs share the trigger that tells deliveries apart. */
function ownBody(body: Envelope, id: string): Envelope {
  if (typeof body !== 'object' || body === null) return { type: 'unknown', body };
  const { trigger_id: trigger, event_id: event } = body;
  return {
    ...body,
    ...(typeof trigger === 'string' ? { trigger_id: `${id}.${trigger}` } : {}),
    ...(typeof event === 'string' ? { event_id: `${id}.${event}` } : {}),
    response_url: `http://slack.invalid/response/${id}`,
  };
}
