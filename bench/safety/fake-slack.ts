/** Somebody of the invented workspace, as Slack tells about people. */
interface FakePerson {
  id: string;
  about: 'person' | 'bot' | 'deactivated' | 'guest' | 'foreign';
  approver: boolean;
}

export const fakePeople: readonly FakePerson[] = [
  { id: 'U0APPROVE1', about: 'person', approver: true },
  { id: 'U0APPROVE2', about: 'person', approver: true },
  { id: 'U0LEAD', about: 'person', approver: true },
  { id: 'U0COLLEAGUE', about: 'person', approver: false },
  { id: 'U0BOT', about: 'bot', approver: true },
  { id: 'U0LEFT', about: 'deactivated', approver: true },
  { id: 'U0GUEST', about: 'guest', approver: true },
  { id: 'U0PARTNER', about: 'foreign', approver: true },
];

const team = 'T0BENCH01';
const host = 'http://slack.invalid';

/**
 * A Slack that knows these people and one user group, and takes every message. A guard that is off makes it tell that such a person is an
 * ordinary one.
 */
export function fakeSlack(isOn: (guard: string) => boolean, onMessage: (text: string) => void) {
  function tellUser(id: string) {
    const known = fakePeople.find((person) => person.id === id);
    if (!known && isOn('people')) return { ok: false, error: 'user_not_found' };
    const is = (about: FakePerson['about']) => known?.about === about && isOn(about);
    const user = { id, name: id, team_id: is('foreign') ? 'T0OTHER01' : team, is_bot: is('bot') };
    return { ok: true, user: { ...user, deleted: is('deactivated'), is_restricted: is('guest') } };
  }

  function answer(method: string, args: URLSearchParams): object {
    if (method === 'auth.test') return { ok: true, team_id: team, user_id: 'U0NOCTURNE', bot_id: 'B0NOCTURNE' };
    if (method === 'users.info') return tellUser(args.get('user') ?? '');
    if (method === 'usergroups.users.list')
      return { ok: true, users: fakePeople.filter(({ approver }) => approver).map(({ id }) => id) };
    if (method === 'conversations.open') return { ok: true, channel: { id: 'D0BENCH01' } };
    if (args.has('text')) onMessage(args.get('text')!);
    return { ok: true, ts: `${Date.now() / 1000}`, channel: 'C0BENCH01', messages: [] };
  }

  const fetchFake: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const body = init?.body === undefined || init.body === null ? '' : String(init.body);
    if (url.pathname.startsWith('/response/')) onMessage(JSON.parse(body).text);
    const told = url.pathname.startsWith('/api/') ? answer(url.pathname.slice(5), new URLSearchParams(body)) : {};
    return Response.json(told);
  };
  return { apiUrl: `${host}/api/`, fetch: fetchFake };
}
