import { describe, expect, it } from 'vitest';
import { createCommandRunner } from '../../src/bot/commands/runner.ts';
import { createPeople } from '../../src/bot/people.ts';
import { readModal } from '../../src/bot/views/plan-modals.ts';
import { readReason } from '../../src/bot/views/reason-modal.ts';
import { readSilence } from '../../src/bot/views/silence-modal.ts';

const unseen = ['\u200b\u200b\u200b', '\u202e\u2066', '\u0007\u0000\u009f', '\u3164\u2800\u00a0', '\u{e0041}', ' \t\n'];
const private_metadata = JSON.stringify({ subject: 'x', channel: 'C1', thread: null });
const viewOf = (value: string, more = {}) => ({
  private_metadata,
  state: { values: { reason: { text: { value } }, ticket: { text: { value } }, ...more } },
});

describe.each(unseen)('a text that nobody can see: %j', (text) => {
  it('is an empty field of a form', () => {
    expect(readReason(viewOf(text)).reason).toBe('');
    expect(readSilence(viewOf(text)).reason).toBe('');
    expect(readModal(viewOf(text)).entered.ticket).toBe('');
    expect(readReason(viewOf(` not${text} now `)).reason.replaceAll(' ', '')).toBe('notnow');
  });

  it.each(['freeze', 'freeze for 2h', 'break-glass plan-1', 'silence Router-A for 2h'])(
    'is no reason for %s',
    async (typed) => {
      const person = {
        id: 'U1',
        name: 'U1',
        isBot: false,
        deleted: false,
        restricted: false,
        foreign: false,
        groups: [],
      };
      const ports = { commandName: '/noc', clock: () => 1_000, topology: () => ({ devices: [], links: [] }) };
      const runner = createCommandRunner({
        ports: ports as never,
        people: { find: async () => person },
        refusals: { keep: async () => undefined } as never,
        grants: [{ commands: ['freeze', 'break-glass', 'silence'], users: ['U1'] } as never],
      });
      const asked = { text: typed.startsWith('freeze for') ? `freeze ${text} for 2h` : `${typed} ${text}` };
      expect((await runner.run({ ...asked, user: 'U1', channel: 'C1' })).text).toMatch(/^Use it as/);
    },
  );

  it('is nobody’s name', async () => {
    const user = { id: 'U1', team_id: 'T1', name: 'ann', real_name: text, profile: { display_name: text } };
    const api = { call: async () => ({ ok: true, user }) } as never;
    expect(await createPeople({ api, groups: () => [], teamId: () => 'T1' }).find('U1')).toMatchObject({
      name: 'ann',
    });
  });
});

it.each(['1e9', '-60', 'NaN', '999999', ''])('a time that the form does not offer is the standard one: %j', (value) => {
  const chosen = { for: { choice: { selected_option: { value } } } };
  expect(readSilence(viewOf('maintenance', chosen)).forMs).toBe(60 * 60_000);
});
