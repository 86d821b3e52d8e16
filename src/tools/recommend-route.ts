import { z } from 'zod';
import { describeRoute } from '../routes/route-words.ts';
import { plainLine } from './plain-line.ts';
import { defineTool } from './tool.ts';

const device = z.string().min(1).max(120).describe('Device name exactly as in the incident or the topology');

/** The way between two devices now, and the one that the past recommends. Reads OSPF costs from the devices; changes nothing. */
export const recommendRoute = defineTool({
  name: 'recommend_route',
  effect: 'read',
  agents: ['analyst'],
  description:
    'The way that traffic between two devices takes now, by the OSPF costs in use, with its latency and load; and whether a change of one cost would bring a faster one, by how much it was faster in the past, and what traffic it would move. People decide about such a change by asking for the route themselves.',
  input: z.strictObject({ from: device, to: device }),
  async run(pair, { ports, evidence }) {
    const told = await ports.recommendRoute(pair);
    if ('problem' in told) return { outcome: 'refused', reason: plainLine(told.problem, 200) };
    const { title, lines } = describeRoute(told);
    const place = { device: told.from, interface: null };
    const seen = lines.map((line) =>
      evidence.add({ kind: 'model', place, text: plainLine(`${title}. ${line}`, 400), independent: false }),
    );
    const { verdict, now, gain, judge } = told;
    const change = told.change && { link: told.change.link, cost: told.change.cost, costs_now: told.change.costsNow };
    return { outcome: 'ok', evidence: seen, verdict, now, change, gain_ms: gain, judged_by: judge };
  },
});
