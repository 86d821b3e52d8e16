import type { Silences } from '../incidents/silences.ts';
import type { AuditEntry, Store } from '../store/store.ts';
import { escapeMrkdwn } from './text.ts';
import { matchWords } from './views/silence-words.ts';

/** All subjects that belong to what somebody asked about, and what they are called; `about` says more in a line of its own. */
export type AuditStory = Map<string, { name: string; about: string }>;

type Deps = { store: Pick<Store, 'incidents' | 'plans' | 'audit'>; silences: Pick<Silences, 'concerning'> };

/** The id of something in the audit, as it is. */
export const subjectWords = (id: string) => `\`${escapeMrkdwn(id, 60)}\``;

/** An incident with its plans and what silenced it; anything else is a subject of its own. */
export async function readAuditStory(id: string, { store, silences }: Deps): Promise<AuditStory> {
  const incident = await store.incidents.get(id);
  if (!incident) return new Map([[id, { name: subjectWords(id), about: '' }]]);
  const [plans, covering] = await Promise.all([store.plans.forIncident(id), silences.concerning(incident)]);
  const inOrder = plans.sort((a, b) => a.createdAt - b.createdAt);
  return new Map([
    [id, { name: 'the incident', about: '' }],
    ...inOrder.map((plan, index) => {
      const name = `plan ${index + 1}`;
      const about = `${name}: ${subjectWords(plan.id)} ${escapeMrkdwn(plan.summary, 120)}`;
      return [plan.id, { name, about }] as const;
    }),
    ...covering.map(({ id, kind, match }) => {
      return [id, { name: `the ${kind} of ${matchWords(match)}`, about: '' }] as const;
    }),
  ]);
}

/** Its entries, the oldest first. */
export async function entriesOf(story: AuditStory, { store }: Pick<Deps, 'store'>): Promise<AuditEntry[]> {
  const found = await Promise.all([...story.keys()].map((subject) => store.audit.list({ subject })));
  return found.flat().sort((a, b) => a.seq - b.seq);
}
