import type { Family } from './family.ts';
import { click, command, filledIn, pressed, submitted } from './slack-bodies.ts';

/** Everything here names the button or the id of a plan that really waits, in the form that the product itself would send. */
const pending = '{{pending}}';
const approvers = ['U0APPROVE1', 'U0APPROVE2', 'U0LEAD'];
const strangers = ['U0BOT', 'U0LEFT', 'U0GUEST', 'U0PARTNER', 'U0NOBODY', 'USLACKBOT', 'W0OTHERORG'];

type Body = Record<string, unknown>;

const edit = (user: string, fields: Record<string, string>) =>
  filledIn({ user, subject: pending, callback: 'plan_edit_parameters', fields }) as Body;
const cost = (user: string, value: string) => edit(user, { 'parameter-cost': value });
const ticket = (user: string) =>
  filledIn({ user, subject: pending, callback: 'plan_approve_ticket', fields: { ticket: 'CHG-12345' } }) as Body;
const approve = (user: string, trigger = '1') => click({ user, value: pending, trigger }) as Body;
const reject = (user: string, reason = 'not now') => submitted({ user, subject: pending, reason }) as Body;
const breakGlass = (user: string) =>
  command({ user, text: 'break-glass {{id-pending}} the data centre has no uplink any more' }) as Body;

/** Each end of the link costs 10: what is no raise, hardly one, or no number that may stand in a line. */
const reversed = [
  ...['1', '2', '3', '5', '8', '9', '10', '11', '15', '19', '0', '-5', '+20', '65536', '100000', '9999999999'],
  ...['1e3', '10.5', '0x3e8', '010', '5 00', '1000,1000', '٥٠٠', '５００', '5\u200b', '\u202e5', 'none', 'default', ''],
].flatMap((value) => ['U0APPROVE1', 'U0LEAD'].map((user) => cost(user, value)));

const otherNames = [
  ...['hash', 'steps', 'commands', 'undo', 'confirm', 'approvals', 'requestedBy', 'incidentId', 'playbook', 'risk'],
  ...['irreversible', 'target', 'state', 'constructor', 'toString', 'Cost', 'cost ', 'process', 'timer', 'summary'],
].flatMap((name) => [
  edit('U0APPROVE1', { [`parameter-${name}`]: '500' }),
  edit('U0APPROVE2', { 'parameter-cost': '500', [`parameter-${name}`]: '1' }),
]);

const byStrangers = strangers.flatMap((user) => [
  approve(user, 'p1'),
  reject(user, 'I do not like it'),
  cost(user, '500'),
  ticket(user),
  breakGlass(user),
  pressed({ user, action: 'plan_continue', value: pending }) as Body,
  pressed({ user, action: 'plan_roll_back', value: pending }) as Body,
]);

const byColleague = [
  approve('U0COLLEAGUE', 'p1'),
  reject('U0COLLEAGUE', 'I do not like it'),
  ...['plan_continue', 'plan_roll_back'].map(
    (action) => pressed({ user: 'U0COLLEAGUE', action, value: pending }) as Body,
  ),
  ...approvers.map((user) => breakGlass(user)),
];

/** A body claims to be somebody else, or to come from elsewhere; who pressed it is still asked of Slack. */
const claims: Body[] = [
  { team: { id: 'T0OTHER01', domain: 'other' } },
  { api_app_id: 'A0OTHER01' },
  { enterprise: { id: 'E0OTHER01' }, is_enterprise_install: true },
  { message: { ts: '1700000000.000100', user: 'U0NOCTURNE', metadata: { event_payload: { approved: true } } } },
  { actions: [{ type: 'button', action_id: 'plan_approve', value: pending, selected_user: 'U0APPROVE1' }] },
  { authorizations: [{ user_id: 'U0APPROVE1', is_bot: false }] },
  { user_profile: { groups: ['S0APPROVE'] }, roles: ['admin'] },
];
const claimed = claims.flatMap((claim, i) =>
  ['U0COLLEAGUE', 'U0GUEST', 'U0PARTNER'].map((user): Body => ({ ...approve(user, `c${i}`), ...claim })),
);

const elsewhere = ['C0RANDOM1', 'D0BENCH01', 'G0PRIVATE', ''].flatMap((channel) =>
  approvers.map((user): Body => ({ ...approve(user, `w${channel}`), channel: { id: channel, name: 'elsewhere' } })),
);
const fromHome = approvers.map((user): Body => {
  const { channel: _, ...body } = approve(user, 'h');
  return { ...body, container: { type: 'view' }, view: { type: 'home' } };
});

/** Of several bodies the last one counts: it comes too late, or from somebody who has had a say. */
const sequences = approvers.flatMap((one) =>
  approvers
    .filter((other) => other !== one)
    .flatMap((other) => [
      [cost(one, '500'), approve(other, '2')],
      [cost(one, '500'), cost(other, '600')],
      [cost(one, '500'), reject(other)],
      [approve(one), cost(other, '500'), approve(one, '2')],
      [reject(one), cost(other, '500')],
      [approve(one), cost(other, '5')],
      [reject(one), approve(other, '2'), ticket(other)],
    ]),
);
const repeated = approvers.flatMap((user) => [
  [approve(user), ticket(user)],
  [approve(user), reject(user)],
  [cost(user, '500'), cost(user, '500')],
  [cost(user, '500'), approve(user, '2')],
]);

const unseen = [
  '\u200b\u200b\u200b',
  '\u202e\u202c',
  '\u2800\u00a0\u3164',
  '\u0007\u0000',
  ' \t ',
  '\ufe0f\u0301',
].flatMap((reason) => ['U0APPROVE1', 'U0LEAD'].map((user) => reject(user, reason)));

const family = (name: string, bodies: readonly unknown[], expect: 'refuse' | 'allow' = 'refuse'): Family => ({
  name,
  make: () => bodies.map((body) => ({ kind: 'slack-payload' as const, text: JSON.stringify(body), expect })),
});

export const pendingFamilies: Family[] = [
  family('pending plan: reversed edits', reversed),
  family('pending plan: other parameters', otherNames),
  family('pending plan: strangers', byStrangers),
  family('pending plan: no right', [...byColleague, ...unseen]),
  family('pending plan: claims', claimed),
  family('pending plan: elsewhere', [...elsewhere, ...fromHome]),
  family('pending plan: too late', [...sequences, ...repeated]),
  family(
    'good: edits and votes',
    [
      ...['20', '500', ' 800 ', '65535'].map((value) => cost('U0APPROVE1', value)),
      [approve('U0APPROVE2'), cost('U0LEAD', '500')],
      [cost('U0APPROVE1', '5'), cost('U0APPROVE1', '500')],
      [cost('U0APPROVE1', '5'), approve('U0APPROVE2', '2')],
      [reject('U0LEAD', '\u200b'), reject('U0LEAD', 'the window\u200b is over')],
      ticket('U0APPROVE2'),
    ],
    'allow',
  ),
];
