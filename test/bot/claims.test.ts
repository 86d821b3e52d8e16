import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { incidentFacts } from '../../src/bot/views/incident-facts.ts';
import { causes, describeCause } from '../../src/domain/cause.ts';
import { dealt } from '../sampled.ts';
import { buildCase, type ClaimCase, caseOptions, ends } from './claims/claim-cases.ts';
import { claimFree } from './claims/claim-free.ts';
import { rules } from './claims/claim-rules.ts';
import { strangeNumbers } from './claims/numbers.ts';
import { type Rendered, renderCase, textsOf } from './claims/render-case.ts';
import { sentenceTemplates } from './claims/sentence-templates.ts';
import { incidentOf } from './world.ts';

/** The plan that a message is about: a former card speaks of the plan that was replaced. */
const planOf = (c: ClaimCase, { name }: Rendered) =>
  name === 'former card' ? c.plans.find(({ id }) => id !== c.plan.id)! : c.plan;

function falseClaims(c: ClaimCase, seen: Rendered): string[] {
  return [...seen.words, ...seen.data].flatMap((text) =>
    rules.flatMap(({ says, holds }) =>
      [...text.matchAll(new RegExp(says, `${says.flags}g`))]
        .filter((match) => !holds(c, { match, text, seen, plan: planOf(c, seen) }))
        .map(([claim]) => `${seen.name} of a plan that ${c.end}: "${claim}"`),
    ),
  );
}

const isKnown = (text: string) => claimFree.has(text) || rules.some(({ says }) => says.test(text));

describe.each(Object.keys(ends).map((end, turn) => ({ end, turn })))(
  'what people see of a plan that $end',
  ({ end, turn }) => {
    it.each(
      dealt(caseOptions(), turn, 4).map((options) => {
        const { playbook, vendor, timer, edited } = options;
        return [
          `${playbook} on ${vendor.id}${timer ? ', with a timer' : ''}${edited ? ', edited' : ''}`,
          options,
        ] as const;
      }),
    )('is true: %s', async (_, options) => {
      const c = await buildCase(options, end);
      const rendered = await renderCase(c);
      expect(rendered.flatMap((seen) => falseClaims(c, seen))).toEqual([]);
      const strange = strangeNumbers(
        c,
        rendered.flatMap(({ words }) => words),
      );
      expect(strange).toEqual([]);
    });
  },
);

const files = [
  ...readdirSync('src/bot/views').map((file) => `src/bot/views/${file}`),
  ...['src/charts/alt-text.ts', 'src/charts/chart-layers.ts', 'src/charts/series-facts.ts'],
  ...['verification', 'roll-back', 'timers-over', 'expiry'].map((file) => `src/changes/${file}.ts`),
];

it.each(files)(
  'every sentence of %s has a rule that says when it is true, or is listed as claiming nothing',
  (file) => {
    expect(sentenceTemplates(file).filter((text) => !isKnown(text))).toEqual([]);
  },
);

it('nothing that is listed as claiming nothing is gone from the sources', () => {
  const texts = new Set(files.flatMap(sentenceTemplates));
  expect([...claimFree].filter((text) => !texts.has(text))).toEqual([]);
});

it.each(causes.map(({ id }) => id))(
  'the facts never name %s, nor its symptom, as another cause beside itself',
  (cause) => {
    const { symptom, title } = describeCause(cause);
    // A rule lists its own cause; the models list symptoms.
    for (const probabilities of [{ [cause]: 0.9 }, { [symptom]: 0.9, none: 0.1 }, { [cause]: 0.9, [symptom]: 0.05 }]) {
      const verdict = { ...incidentOf('INC-1').verdict!, cause, symptom, confidence: 0.9, probabilities };
      const [first] = textsOf(
        incidentFacts({ incident: incidentOf('INC-1', { verdict }), rows: [], chart: null }),
      ).words;
      expect(first).not.toMatch(/Other causes|Most likely/);
      expect(first).toContain(cause === 'unknown' ? 'No cause is likely enough' : title);
    }
  },
);

it.each(causes.map(({ id }) => id).filter((id) => id !== 'unknown'))(
  'the facts of an unknown cause do not call %s unlikely when it is likely, and an incident or a change has it',
  (cause) => {
    const { title } = describeCause(cause);
    const factsWith = (share: number, confidence: number) => {
      const probabilities = { [cause]: share, none: 1 - share };
      const of = { cause: 'unknown' as const, symptom: 'unknown' as const, confidence, probabilities };
      const incident = incidentOf('INC-1', { verdict: { ...incidentOf('INC-1').verdict!, ...of } });
      return textsOf(incidentFacts({ incident, rows: [], chart: null })).words[0]!.toLowerCase();
    };
    const named = title.toLowerCase();
    expect(factsWith(0.9, 0.09)).not.toMatch(/no cause is likely enough|most likely/);
    expect(factsWith(0.9, 0.09)).toContain(`known already, by an incident or a change: ${named} 90 %.`);
    expect(factsWith(0.4, 0.4)).toContain('no cause is likely enough');
    expect(factsWith(0.4, 0.4)).toContain(`most likely: ${named} 40 %.`);
  },
);

it('nobody is told that something learns from what they say, as long as nothing does', () => {
  const sources = readdirSync('src/bot', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(50);
  const said = sources.filter((file) => /\blearns?\b/i.test(readFileSync(`src/bot/${file}`, 'utf8')));
  expect(said).toEqual([]);
});
