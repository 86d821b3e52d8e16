import { escapeMrkdwn } from '../text.ts';
import { routeMessage } from '../views/route.ts';
import type { Command } from './command.ts';

export const route: Command = {
  name: 'route',
  parameters: '<device> <device>',
  summary:
    'the way between two devices now, whether a change of one OSPF cost would make it faster, what that gained in the past, and what traffic it moves',
  example: 'route Router-A Router-B',
  effect: 'read',
  async run({ args: [from, to, ...more] }, { routes }) {
    if (!from || !to || more.length > 0) return 'usage';
    if (!routes) return { text: 'Nothing is known of routes here.' };
    const told = await routes.recommend({ from, to });
    return 'problem' in told ? { text: escapeMrkdwn(told.problem, 500) } : routeMessage(told);
  },
};
