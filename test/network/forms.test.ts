import { describe, expect, it } from 'vitest';
import { type Form, readForms } from '../../bench/vendors/read-forms.ts';
import { cleanText } from '../../src/network/untrusted.ts';
import { findCommand, type Vendor } from '../../src/network/vendor.ts';
import { vendors } from '../../src/network/vendors/index.ts';
import { expectLinear } from '../patience.ts';

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

  const parsed = vendor.catalogue.map((command) => ({ ...command, forms: readForms(id, command.id) }));

  it('never stumbles, wherever an answer is cut', () => {
    for (const { parse, forms } of parsed) {
      for (const { text, parameters } of forms) {
        const lines = text.split('\n');
        for (let i = 0; i < lines.length; i++) {
          const cut = [...lines.slice(0, i), lines[i]!.slice(0, lines[i]!.length / 2)].join('\n');
          expect(parse(cut, parameters)).toBeInstanceOf(Array);
        }
      }
    }
  });

  it('reads long answers in a time that grows with them: many rows, and one row that is very long', () => {
    const size = 50_000;
    return expectLinear(() => {
      for (const { parse, forms } of parsed) {
        const { text, parameters } = forms[0]!;
        const longest = text.split('\n').reduce((a, b) => (a.length > b.length ? a : b));
        for (const part of [`${longest}\n`, `${longest} `, text]) {
          parse(text + part.repeat(size / part.length), parameters);
        }
      }
    });
  });

  it('reads what it asks for in a configuration of more than a megabyte', () => {
    for (const command of ['read-configured-cost', 'read-max-metric']) {
      const { text, parameters, facts } = readForms(id, command)[0]!;
      const [before, after] = id === 'junos' ? [othersOfJunos(), ''] : [others(), others()];
      const large = `${before}${text}${after}`;
      expect(large.length).toBeGreaterThan(1_000_000);
      const found = findCommand(vendor, command)!.parse(large, parameters);
      expect(Object.fromEntries(found.map(({ name, value }) => [name, value]))).toEqual(facts);
    }
  });
});

/** Interfaces that are not asked for, as systems with indentation write them. */
const others = () =>
  Array.from(
    { length: 10_000 },
    (_, i) => `interface Vlan${i + 2000}\n description ip ospf cost ${i} router ospf\n!\n`,
  ).join('');

const othersOfJunos = () =>
  `interfaces {\n${Array.from({ length: 15_000 }, (_, i) => `    ge-9/9/${i} {\n        description "metric ${i}; overload; {";\n    }\n`).join('')}}\n`;
