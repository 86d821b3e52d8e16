import type { App } from '@slack/bolt';
import type { Refusal } from '../changes/voters.ts';
import type { Person } from '../domain/person.ts';
import type { OncallConfig } from '../incidents/oncall.ts';
import type { Silences } from '../incidents/silences.ts';
import type { Store } from '../store/store.ts';
import { refusalOf, refuseStranger } from './access.ts';
import type { ActionId, ModalId } from './action-ids.ts';
import { type AnswerPlace, type Answers, placeOf } from './answers.ts';
import type { People } from './people.ts';
import type { ChangesPort } from './ports.ts';
import type { Refusals } from './refusals.ts';
import { buttonRights, formRights, type Right, type Way } from './rights.ts';
import type { Grant } from './settings.ts';
import type { SilenceDrafts } from './silence-drafts.ts';
import type { SlackAnswer } from './slack-api.ts';
import { oneLine } from './text.ts';

/** A click by somebody who has the right to it: who pressed, where to answer, and an opaque value to look up. */
export interface Click {
  person: Person;
  place: AnswerPlace;
  value: string;
  triggerId: string;
}

/** A form that somebody submitted who has the right to it. `subject` is the opaque value that it was opened with. */
export interface Form {
  person: Person;
  place: AnswerPlace;
  subject: string;
  view: SlackAnswer;
}

/**
 * The only way from a button or a form to what it does. The right is checked before anything is opened, and again when a form comes back; a
 * refusal is answered privately and kept in the audit.
 */
export interface Door {
  onButton(id: ActionId, handle: (click: Click) => Promise<void>): void;
  onForm(id: ModalId, handle: (form: Form) => Promise<void>): void;
  /** Refuses a button, form or shortcut that nobody listens to. */
  refuseUnknown(body: SlackAnswer, id: string): Promise<void>;
}

export interface DoorDeps {
  app: App;
  store: Pick<Store, 'plans'>;
  people: Pick<People, 'find'>;
  answers: Answers;
  changes: Pick<ChangesPort, 'refusal'>;
  silences: Pick<Silences, 'list'>;
  drafts: Pick<SilenceDrafts, 'peek'>;
  oncall: OncallConfig;
  grants: Grant[];
  refusals: Refusals;
  /** Builds the home tab anew after something that was done on it. */
  changed(done: { user: string; isHome: boolean }): Promise<void>;
}

/** What one asks of the door: who, with which id, about what, from where. */
interface Asked {
  id: string;
  right: Right;
  value: string;
  place: AnswerPlace;
}

/** Every field of this product takes less. */
const longestEntry = 500;
const unknownButton: Refusal = {
  code: 'unknown-button',
  text: 'I do not know this button any more. Type the command `help` to see what I can do.',
};
const notOnCall: Refusal = { code: 'not-on-call', text: 'You are not on call.' };
const unknownPerson: Refusal = { code: 'unknown-person', text: 'Slack does not know you.' };
const tooLong: Refusal = { code: 'too-long', text: `A field holds more than ${longestEntry} characters.` };

/** Ids of this product are of these characters; nothing else is worth a look into the database. */
const isOpaque = (value: string) => /^[\x20-\x7e]{1,200}$/.test(value);

export function createDoor(deps: DoorDeps): Door {
  const { app, answers } = deps;

  async function wayRefusal(way: Way, { value, place }: Asked, person: Person): Promise<Refusal | null> {
    if ('planOf' in way) return deps.changes.refusal({ buttonId: value, user: person, to: way.planOf });
    if ('own' in way) return refuseStranger(person, 'read') ?? null;
    if ('onCall' in way) {
      const isOnCall = deps.oncall.rotations.some(({ users }) => users.includes(person.id));
      return refuseStranger(person, 'change') ?? (isOnCall ? null : notOnCall);
    }
    const name = 'grant' in way ? way.grant : await kindOf(way.kindOf, value);
    // A click on Home stands in no channel: a grant for some channels does not hold there.
    return refusalOf({ name, effect: 'change' }, person, place.channel ?? '', deps.grants) ?? null;
  }

  /** The command that made a silence or its draft; that of a silence for what is not there any more. */
  async function kindOf(what: 'silence' | 'draft', id: string): Promise<string> {
    if (what === 'draft') return (await deps.drafts.peek(id))?.kind ?? 'silence';
    return (await deps.silences.list()).find((each) => each.id === id)?.kind ?? 'silence';
  }

  async function refusalFor(asked: Asked, person: Person | undefined): Promise<Refusal | null> {
    if (!person) return unknownPerson;
    if (!isOpaque(asked.value)) return unknownButton;
    let first: Refusal | null = null;
    for (const way of asked.right) {
      const refusal = await wayRefusal(way, asked, person);
      if (!refusal) return null;
      first ??= refusal;
    }
    return first;
  }

  /** Plans stand in the audit by their id; the id of a button is for nobody to read. */
  async function subjectOf({ right, value }: Asked): Promise<string> {
    if (!isOpaque(value)) return 'unknown';
    if (!right.some((way) => 'planOf' in way)) return value.split(' ').at(-1)!;
    return (await deps.store.plans.byButton(value))?.id ?? 'unknown';
  }

  async function refuse(asked: Pick<Asked, 'id' | 'place'>, refusal: Refusal, subject: string): Promise<void> {
    await answers.tell(asked.place, refusal.text);
    const detail = { pressed: asked.id, code: refusal.code };
    await deps.refusals.keep({ actor: asked.place.user || 'unknown', action: 'button.refused', subject, detail });
  }

  /** The person when they may; undefined when they were told why not. */
  async function admit(asked: Asked): Promise<Person | undefined> {
    const person = await deps.people.find(asked.place.user);
    const refusal = await refusalFor(asked, person);
    if (refusal) await refuse(asked, refusal, await subjectOf(asked));
    return refusal ? undefined : person;
  }

  return {
    onButton(id, handle) {
      app.action(id, async ({ body, action }) => {
        const place = placeOf(body);
        const { trigger_id: triggerId = '', view } = body as SlackAnswer;
        const value = String((action as SlackAnswer).value ?? '');
        const person = await admit({ id, right: buttonRights[id], value, place });
        if (!person) return;
        await handle({ person, place, value, triggerId });
        await deps.changed({ user: place.user, isHome: view?.type === 'home' });
      });
    },
    onForm(id, handle) {
      app.view(id, async ({ body }) => {
        const { view } = body as SlackAnswer;
        const about = readAbout(view);
        const place = { ...placeOf(body), channel: about.channel || null, thread: about.thread };
        const asked = { id, right: formRights[id], value: about.subject, place };
        const person = await admit(asked);
        if (!person) return;
        if (longestIn(view) > longestEntry) return refuse(asked, tooLong, await subjectOf(asked));
        await handle({ person, place, subject: about.subject, view });
        await deps.changed({ user: place.user, isHome: about.channel === '' });
      });
    },
    refuseUnknown: (body, id) => refuse({ id: oneLine(id, 100), place: placeOf(body) }, unknownButton, 'unknown'),
  };
}

/** What a form was opened about, from where. Its own words are not trusted to be well formed. */
function readAbout(view: SlackAnswer): { subject: string; channel: string; thread: string | null } {
  try {
    const { subject, channel, thread } = JSON.parse(view.private_metadata);
    return { subject: String(subject ?? ''), channel: String(channel ?? ''), thread: thread ?? null };
  } catch {
    return { subject: '', channel: '', thread: null };
  }
}

/** The length of the longest text that was entered. */
function longestIn(view: SlackAnswer): number {
  const fields = Object.values<Record<string, SlackAnswer>>(view.state?.values ?? {}).flatMap(Object.values);
  return Math.max(0, ...fields.map(({ value }) => String(value ?? '').length));
}
