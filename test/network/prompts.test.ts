import { describe, expect, it } from 'vitest';
import { readPrompts } from '../../bench/vendors/read-forms.ts';
import { promptsOfDevice, shownWait } from '../../src/network/transport/shell.ts';
import type { Vendor } from '../../src/network/vendor.ts';
import { vendors } from '../../src/network/vendors/index.ts';

const fewest = 10;

describe.each(vendors.map((vendor) => [vendor.id, vendor as Vendor] as const))('prompts of %s', (id, { logins }) => {
  const forms = readPrompts(id);

  it('are at least ten, with ten lines that look alike', () => {
    expect(forms.flatMap(({ first, same }) => [first, ...same]).length).toBeGreaterThanOrEqual(fewest);
    expect(forms.flatMap(({ not }) => not).length).toBeGreaterThanOrEqual(fewest);
    expect(forms.flatMap(({ shown }) => shown).length).toBeGreaterThanOrEqual(2);
  });

  it.each(forms.map((form) => [form.title, form] as const))('of %s', (_, { login, first, same, not, shown, above }) => {
    const { notices, ...prompting } = logins[login]!;
    const isPrompt = promptsOfDevice(prompting, first);
    for (const line of [first, ...same]) expect(isPrompt(line), `${line} is a prompt`).toBe(true);
    for (const line of [...not, ...shown, ...above]) expect(isPrompt(line), `${line} is no prompt`).toBe(false);
    for (const line of shown) expect(shownWait(line), `${line} is shown`).toBe(line);
    // What stands above a prompt is no answer to the line.
    for (const line of above)
      expect(
        notices.some((notice) => notice.test(line)),
        `${line} is a notice`,
      ).toBe(true);
  });
});

it.each([
  'enable secret 9 $9$abcdefgh',
  'snmp-server community hunter2 RO 10',
  '  set system login user ann authentication encrypted-password "$6$abc" #',
  'password hunter2#',
  ' key hunter2 >',
  `${'x'.repeat(100)}#`,
])('the text %j is not shown as a prompt', (line) => {
  expect(shownWait(line)).toBeNull();
});
