import { describeMetric } from '../../learning/gate.ts';
import { routing } from '../../learning/kinds/routing.ts';
import { wholeNetwork } from '../../models/registry/model-card.ts';
import { section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { drawLosses, drawValues } from '../model-pictures.ts';
import { escapeMrkdwn } from '../text.ts';
import { routeMessage } from '../views/route.ts';
import type { Command, CommandPorts } from './command.ts';

export const route: Command = {
  name: 'route',
  parameters: '<device> <device>, or --learning',
  summary:
    'the way between two devices now, whether a change of one OSPF cost would make it faster, what that gained in the past, and what traffic it moves; or what Q-learning learned of the ways',
  example: 'route Router-A Router-B',
  effect: 'read',
  async run({ args: [from, to, ...more] }, ports) {
    if (from === '--learning' && to === undefined) return learned(ports);
    if (!from || !to || more.length > 0) return 'usage';
    if (!ports.routes) return { text: 'Nothing is known of routes here.' };
    const told = await ports.routes.recommend({ from, to });
    return 'problem' in told ? { text: escapeMrkdwn(told.problem, 500) } : routeMessage(told);
  },
};

/** How good it is beside rules that need no training, its curve, and its values. */
async function learned(ports: CommandPorts): Promise<OutgoingMessage> {
  const detail = await ports.models.detail({ kind: routing.kind, subject: wholeNetwork });
  if (!detail?.card)
    return { text: `No agent has learned routes yet: \`${ports.commandName} train ${routing.kind}\` trains one.` };
  const { card, isInUse, change } = detail;
  const measured = card.metrics.filter(({ value }) => value !== null).map(describeMetric);
  const lines = [
    `*Q-learning of routes*, ${isInUse ? 'better than the rules beside it' : 'not in use'}`,
    ...measured.map((words) => `• ${words}`),
    ...(isInUse || !change ? [] : [`Why: ${change.reason}.`]),
    'It is learned from what was recorded, and moves no traffic. What is recommended for a pair is chosen among simpler rules by what they would have gained.',
  ];
  const pictures = [...(await drawLosses([detail], ports)), ...(await drawValues([detail], ports))];
  const text = lines.map((line, i) => (i === 0 ? line : escapeMrkdwn(line, 900))).join('\n');
  return { text, blocks: [section(text.slice(0, 2900)), ...pictures] };
}
