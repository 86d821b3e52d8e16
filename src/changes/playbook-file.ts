import { z } from 'zod';
import { causes } from '../domain/cause.ts';
import { isParameterType, type ParameterTypeId } from '../network/parameter-types.ts';

const typeId = z
  .string()
  .refine(isParameterType, 'is no parameter type')
  .transform((id) => id as ParameterTypeId);
const gapName = z.string().regex(/^[a-z_]+$/, 'must be lower case letters and underscores');
/** As the parsers call it; one with a digit is compared and never stands in a line. */
const factName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be the name of a fact');
const value = z.union([z.string(), z.number()]);

/** A line, or one of two by a fact that was read before. */
const line = z.union([
  z.string().min(1),
  z.strictObject({ fact: gapName, is: value, line: z.string().min(1), otherwise: z.string().min(1) }),
]);

/** What is read before the plan is written and again before it runs. `differs`: nothing is left to do when a fact has this value already. */
const check = z.strictObject({
  command: z.string(),
  parameters: z.record(gapName, value).default({}),
  facts: z.record(factName, typeId),
  differs: z.record(gapName, value).default({}),
});

const change = z.strictObject({
  login: z.string(),
  check: z.array(check).default([]),
  commands: z.array(z.string().min(1)).min(1),
  undo: z.array(line),
  confirm: z.array(z.string().min(1)).default([]),
});

const vendorPart = z.union([z.strictObject({ change }), z.strictObject({ escalate: z.string().min(10) })]);

/**
 * What a value must be against the facts that are read from each device, so that the playbook does what its title says there: `exceed` them,
 * by at least so many times, `be` what they name, or lie between two numbers and be `other_than` at least one of them. Every parameter has one, so that no value can turn the playbook round.
 */
const must = z.union([
  z.strictObject({ exceed: factName, at_least_times: z.number().min(1).default(1) }),
  z.strictObject({ be: factName }),
  z.strictObject({ from: z.number(), to: z.number(), other_than: factName }),
  /** It says what the plan is for, stands in no line, and is never edited. */
  z.strictObject({ say: z.literal('what it is for') }),
]);

const parameter = z.strictObject({
  type: typeId,
  about: z.string(),
  must,
  default: value.optional(),
  default_from: z.strictObject({ command: z.string(), fact: z.string() }).optional(),
});

const expectation = z.strictObject({
  metric: z.string(),
  direction: z.enum(['below', 'above']),
  remaining_share: z.number().min(0).max(1),
  least_margin: z.number().positive(),
  control_margin: z.number().positive(),
  within_seconds: z.int().min(5).max(3600),
  samples: z.int().min(1).max(60),
  /** What is well already must stay so: the place need not be out of the ordinary before. */
  stays: z.boolean().default(false),
  /** What is judged is the path between the devices that these two parameters name, and what is promised is what the past says of it. */
  path: z.strictObject({ from: gapName, to: gapName }).optional(),
});

/** The plan that is proposed when this one was verified and the place itself has been well for so long. It asks for its own approval. */
const followUp = z.strictObject({ playbook: z.string(), well_seconds: z.int().min(10).max(86_400) });

/** The form of a file in playbooks/. */
export const playbookFile = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9_]*$/),
    title: z.string(),
    summary: z.string(),
    /** Empty for a playbook that only follows another one. */
    causes: z.array(z.enum(causes.map(({ id }) => id))),
    place: z.enum(['link', 'device']),
    needs_other_way: z.boolean(),
    /** The parameter that becomes the OSPF cost of the link at both ends: the plan then says what traffic moves, and congests no link. */
    sets_cost: gapName.optional(),
    irreversible: z.boolean().default(false),
    parameters: z.record(gapName, parameter),
    /** May be left out where every vendor escalates. */
    expect: expectation.optional(),
    follow_up: followUp.optional(),
    /** Why people must act, on every vendor that has no part of its own. */
    escalate: z.string().min(10).optional(),
    vendors: z.record(z.string(), vendorPart).default({}),
  })
  .superRefine((file, context) => {
    const changes = Object.values(file.vendors).some((part) => 'change' in part);
    if (changes && !file.expect) {
      context.addIssue({ code: 'custom', path: ['expect'], message: 'a change needs an expected effect' });
    }
    const named = [file.sets_cost, file.expect?.path?.from, file.expect?.path?.to].filter((name) => name !== undefined);
    for (const name of named.filter((name) => !Object.hasOwn(file.parameters, name)))
      context.addIssue({ code: 'custom', path: ['parameters'], message: `there is no parameter ${name}` });
    if (file.expect?.path && file.sets_cost === undefined)
      context.addIssue({ code: 'custom', path: ['sets_cost'], message: 'a path changes by the cost of a link' });
    for (const [vendor, part] of Object.entries(file.vendors)) {
      if (!('change' in part) || file.irreversible || part.change.undo.length > 0) continue;
      const path = ['vendors', vendor, 'change', 'undo'];
      context.addIssue({ code: 'custom', path, message: 'a change without a way back must be `irreversible: true`' });
    }
  });

export type PlaybookFile = z.output<typeof playbookFile>;
export type PlaybookParameter = z.output<typeof parameter>;
export type PlaybookChange = z.output<typeof change>;
export type PlaybookLine = z.output<typeof line>;
