import type { Incident } from '../../domain/incident.ts';
import type { Plan } from '../../domain/plan.ts';
import { actionIds } from '../action-ids.ts';
import type { Ask } from '../asks.ts';
import { actions, button, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { showDuration, showUser } from '../text.ts';
import { planStateWords } from './plan-words.ts';

/** Asks the next person on call to take an incident; once it is taken or over it says so and has no button. */
export function incidentAsk(ask: Omit<Ask, 'step'> & { incident: Incident }): OutgoingMessage {
  const { incident, user, at, worsened } = ask;
  const who = showUser(user);
  if (incident.owner || incident.state === 'resolved') {
    const then = incident.owner ? `. ${showUser(incident.owner)} has it.` : '. It is over.';
    const text = `:bell: ${who} was asked${incident.owner === user ? ' and has it.' : then}`;
    return { text, blocks: [section(text)] };
  }
  const why = worsened
    ? `this became worse after it was taken. It is *${worsened}* now, and nobody has it.`
    : `nobody has taken this for ${showDuration(at - incident.openedAt)}.`;
  const text = `:bell: ${who}, ${why} Can you?`;
  const take = button({ action: actionIds.takeIncident, text: 'Take it', value: incident.id, style: 'primary' });
  return { text, blocks: [section(text), actions('ask', take)] };
}

/** Asks the next person on call to look at a plan that waits. Approving is done on its card, where the commands stand. */
export function planAsk(ask: { plan: Plan; user: string; at: number }): OutgoingMessage {
  const { plan, user, at } = ask;
  const who = showUser(user);
  const text =
    plan.state === 'pending'
      ? `:bell: ${who}, nobody has decided about the plan for ${showDuration(at - plan.createdAt)}. Can you, or find somebody who may? Its card stands above.`
      : `:bell: ${who} was asked about the plan. It is ${planStateWords[plan.state].words}.`;
  return { text, blocks: [section(text)] };
}
