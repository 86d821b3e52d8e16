import { z } from 'zod';
import type { Topology } from '../domain/device.ts';
import type { Place } from '../domain/place.ts';

const rotation = z.strictObject({
  users: z.array(z.string().min(1)).min(1),
  /** When the first person's first shift begins, with its offset: `2026-11-02T09:00:00+01:00`. */
  start: z.iso.datetime({ offset: true }),
  shiftHours: z.number().positive().default(168),
  /** Only incidents at this site; left out: all sites that have no rotation of their own. */
  site: z.string().min(1).optional(),
});

/** The key `oncall` of nocturne.yaml. */
export const oncallSchema = z
  .strictObject({
    rotations: z
      .array(rotation)
      .default([])
      .describe('Who is on call, as {users, start, shiftHours, site}: user ids in turn; nobody is asked when empty'),
    takeWithinMinutes: z
      .number()
      .positive()
      .default(10)
      .describe('An incident that nobody took for so long is brought to the next person on call'),
    approveWithinMinutes: z
      .number()
      .positive()
      .default(10)
      .describe('A plan that nobody decided about for so long is brought to the next person on call'),
  })
  .superRefine(({ rotations }, context) => {
    const sites = rotations.map(({ site }) => site ?? '');
    sites.forEach((site, i) => {
      if (sites.indexOf(site) === i) return;
      const message = site === '' ? 'only one rotation may be without a site' : `site ${site} has a rotation already`;
      context.addIssue({ code: 'custom', path: ['rotations', i], message });
    });
  });

export type OncallConfig = z.output<typeof oncallSchema>;
export type Rotation = OncallConfig['rotations'][number];

/** One shift. `order` begins with who has it, and goes on with who comes next. Times are milliseconds since 1970. */
export interface Shift {
  site: string | null;
  order: string[];
  since: number;
  until: number;
}

/** The shift of a rotation at a moment. Before its start the rotation runs as if it had begun earlier. */
export function shiftAt(rotation: Rotation, at: number): Shift {
  const { users, site = null } = rotation;
  const lengthMs = rotation.shiftHours * 3_600_000;
  const start = Date.parse(rotation.start);
  const index = Math.floor((at - start) / lengthMs);
  const first = ((index % users.length) + users.length) % users.length;
  const since = start + index * lengthMs;
  return { site, order: [...users.slice(first), ...users.slice(0, first)], since, until: since + lengthMs };
}

/** Who answers for trouble at this place: the rotation of its site, or the one without a site. Null when there is none. */
export function shiftFor(config: OncallConfig, topology: Topology, place: Place, at: number): Shift | null {
  const site = topology.devices.find(({ name }) => name === place.device)?.site;
  const own = config.rotations.find((each) => each.site !== undefined && each.site === site);
  const found = own ?? config.rotations.find((each) => each.site === undefined);
  return found ? shiftAt(found, at) : null;
}
