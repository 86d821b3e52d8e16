import { describe, expect, it } from 'vitest';
import { type Form, readForms } from '../../bench/vendors/read-forms.ts';
import { cleanText } from '../../src/network/untrusted.ts';
import { findCommand, type Vendor } from '../../src/network/vendor.ts';
import { vendors } from '../../src/network/vendors/index.ts';

/** Fewer forms than that say little about a command. */
const fewestForms = 10;

/** What the product knows after such an answer, as name → value. A whole configuration gives no facts, but must be known as whole. */
function learn(vendor: Vendor, command: string, { text, parameters }: Form): [string, unknown][] {
  if (command === vendor.snapshot.command) return [['whole', vendor.snapshot.isWhole(cleanText(text)) ? 'yes' : 'no']];
  const facts = findCommand(vendor, command)!.parse(cleanText(text), parameters);
  return facts.map(({ name, value }) => [name, value]);
}

describe.each(vendors.map((vendor) => [vendor.id, vendor] as const))('%s', (id, vendor) => {
  describe.each(vendor.catalogue.map((command) => command.id))('%s', (command) => {
    const forms = readForms(id, command);

    it(`has ${fewestForms} forms at least, each once`, () => {
      expect(forms.length).toBeGreaterThanOrEqual(fewestForms);
      expect(new Set(forms.map(({ title }) => title)).size).toBe(forms.length);
      expect(new Set(forms.map(({ text, parameters }) => JSON.stringify([text, parameters]))).size).toBe(forms.length);
      for (const { parameters } of forms) {
        for (const name of Object.keys(parameters))
          expect(findCommand(vendor, command)!.parameters).toHaveProperty(name);
      }
    });

    it.each(forms.map((form) => [form.title, form] as const))('reads %s', (_, form) => {
      const learnt = learn(vendor, command, form);
      const facts = Object.fromEntries(learnt);
      expect(facts).toEqual(form.all ? form.facts : expect.objectContaining(form.facts));
      for (const name of form.absent) expect(facts).not.toHaveProperty(name);
      expect(learnt.length, 'no fact is told twice').toBe(Object.keys(facts).length);
      // A file of another system ends its lines in another way, and an answer may end without a line break.
      const again = learn(vendor, command, { ...form, text: form.text.replace(/\n/g, '\r\n').trimEnd() });
      expect(Object.fromEntries(again)).toEqual(facts);
    });
  });
});
