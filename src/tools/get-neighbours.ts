import { z } from 'zod';
import { type Link, linkAt, neighboursOf, otherEnd } from '../domain/device.ts';
import { formatPlace } from '../domain/place.ts';
import { blastRadius } from '../network/topology.ts';
import { findPlace, placeInput, unknownDevice } from './place-input.ts';
import { defineTool } from './tool.ts';

/** Both ends of the link at a place, the neighbours, and what would be cut off without it. */
export const getNeighbours = defineTool({
  name: 'get_neighbours',
  effect: 'read',
  agents: ['analyst'],
  description:
    'The topology around a place: the link and its other end, the neighbouring devices, and what is cut off when this link (or device) is gone.',
  input: z.strictObject(placeInput),
  async run(input, context) {
    const topology = context.ports.topology();
    const place = findPlace(topology, input);
    if (!place) return unknownDevice(topology);
    const link = linkAt(topology, place) ?? null;
    if (place.interface !== null && !link) {
      return { outcome: 'no-data', reason: `The topology has no link at ${formatPlace(place)}.` };
    }
    const neighbours = neighboursOf(topology, place.device);
    const behind = blastRadius(topology, link ? { link: link.name } : { device: place.device });
    const evidence = wordAround(place.device, link, neighbours, behind).map((text) =>
      context.evidence.add({ kind: 'topology', place, text, independent: true }),
    );
    return {
      outcome: 'ok',
      evidence,
      link: link?.name ?? null,
      capacity_mbps: link?.capacityMbps ?? null,
      other_end: otherEnd(topology, place) ?? null,
      neighbours,
      behind,
    };
  },
});

function wordAround(device: string, link: Link | null, neighbours: string[], behind: string[]): string[] {
  const subject = link ? `link ${link.name}` : device;
  const first = link
    ? `Link ${link.name} joins ${formatPlace(link.a)} and ${formatPlace(link.b)}`
    : `${device} has links to ${neighbours.length === 0 ? 'nothing' : neighbours.join(', ')}`;
  const second =
    behind.length === 0
      ? `Without ${subject} all other devices still reach each other by other ways`
      : `Without ${subject} these are cut off: ${behind.join(', ')}`;
  return [first, second];
}
