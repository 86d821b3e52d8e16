import { z } from 'zod';

/** The parts of NetBox's answers that are used. Everything else is passed over, so that a new release does not break the reading. */

const slug = z.object({ slug: z.string() });
const address = z.object({ address: z.string() });

/** `role` was `device_role` before NetBox 3.6. */
export const deviceEntry = z.object({
  id: z.number(),
  name: z.string().nullable(),
  platform: slug.nullish(),
  role: slug.nullish(),
  device_role: slug.nullish(),
  site: slug.nullish(),
  tags: z.array(slug).default([]),
  primary_ip4: address.nullish(),
});

/** `speed` in kbit/s. */
export const interfaceEntry = z.object({
  id: z.number(),
  name: z.string(),
  device: z.object({ id: z.number() }),
  description: z.string().default(''),
  speed: z.number().nullish(),
});

export const addressEntry = z.object({
  address: z.string(),
  assigned_object_type: z.string().nullish(),
  assigned_object_id: z.number().nullish(),
});

const termination = z.object({ object_type: z.string(), object_id: z.number() });

export const cableEntry = z.object({
  id: z.number(),
  label: z.string().default(''),
  /** `connected`, `planned` or `decommissioning`; a text in NetBox before 3.0. */
  status: z.union([z.object({ value: z.string() }), z.string()]).nullish(),
  a_terminations: z.array(termination),
  b_terminations: z.array(termination),
});

export type DeviceEntry = z.output<typeof deviceEntry>;
export type InterfaceEntry = z.output<typeof interfaceEntry>;
export type AddressEntry = z.output<typeof addressEntry>;
export type CableEntry = z.output<typeof cableEntry>;
