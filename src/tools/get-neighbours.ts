import { z } from 'zod';
import { formatPlace } from '../domain/place.ts';
import { describeNeighbourhood, type Neighbourhood } from './neighbourhood.ts';
import { findPlace, placeInput, unknownDevice } from './place-input.ts';
import { defineTool } from './tool.ts';

/** Both ends of the link at a place, the neighbours, and what would be cut off without it. */
export const getNeighbours = defineTool({
  name: 'get_neighbours',
  effect: 'read',
  description:
    'The topology around a place: the link and its other end, the neighbouring devices, and what is cut off when this link (or device) is gone.',
  input: z.strictObject(placeInput),
  async run(input, context) {
    const topology = context.ports.topology();
    const place = findPlace(topology, input);
    if (!place) return unknownDevice(topology);
    const around = describeNeighbourhood(topology, place);
    if (place.interface !== null && !around.link) {
      return { outcome: 'no-data', reason: `The topology has no link at ${formatPlace(place)}.` };
    }
    const evidence = wordNeighbourhood(place.device, around).map((text) =>
      context.evidence.add({ kind: 'topology', place, text, independent: true }),
    );
    return {
      outcome: 'ok',
      evidence,
      link: around.link?.name ?? null,
      capacity_mbps: around.link?.capacityMbps ?? null,
      other_end: around.otherEnd,
      neighbours: around.neighbours,
      behind: around.behind,
    };
  },
});

function wordNeighbourhood(device: string, { link, neighbours, behind }: Neighbourhood): string[] {
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
