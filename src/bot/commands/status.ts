import { count } from '../../foundation/number-words.ts';
import { fields, section } from '../blocks.ts';
import { cut } from '../text.ts';
import { incidentLine } from '../views/incident-head.ts';
import { riskLines } from '../views/risk.ts';
import { devicesWords, learningWords, modelsAtAGlance, modeWords, strangersWords } from '../views/status-words.ts';
import type { Command } from './command.ts';

const shown = 3;

export const status: Command = {
  name: 'status',
  parameters: '',
  summary: 'incidents, devices, plans and models at a glance',
  example: 'status',
  effect: 'read',
  async run({ args }, ports) {
    if (args.length > 0) return 'usage';
    const { store, metrics, topology, changes, models, risks, clocks, senders, clock, silentAfterMs } = ports;
    const [open, waiting, mode, states, standing, learning] = await Promise.all([
      store.incidents.list({ states: ['open', 'mitigated'], limit: 100 }),
      store.plans.inStates(['pending', 'unknown']),
      changes.mode(),
      models.states(),
      risks.standing(),
      ports.learning?.read(),
    ]);
    const title = `*${count(open.length, 'open incident')}*, ${count(waiting.length, 'plan')} waiting`;
    const lines = open.slice(0, shown).map((incident) => incidentLine(incident, topology()));
    const ahead = riskLines(standing, clock(), shown);
    const devices = devicesWords({ topology: topology(), metrics, clocks, now: clock(), silentAfterMs });
    const strangers = strangersWords(senders?.read().unknownDevices ?? [], clock());
    return {
      text: `${title}. ${devices}`,
      blocks: [
        section(cut([title, ...lines].join('\n'), 2900)),
        fields([
          ['Devices', cut(devices, 1900)],
          ['Models', cut(modelsAtAGlance(states), 1900)],
          ...(learning ? [['Learning', learningWords(learning, clock())] as [string, string]] : []),
          ['Acting', modeWords(mode)],
          ...(ahead.length > 0 ? [['Risks', cut(ahead.join('\n'), 1900)] as [string, string]] : []),
          ...(strangers === '' ? [] : [['Unknown senders', cut(strangers, 1900)] as [string, string]]),
        ]),
      ],
    };
  },
};
