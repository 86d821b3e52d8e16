import { onlyLists, runSilenceCommand } from '../silence-command.ts';
import type { Command } from './command.ts';

export const silence: Command = {
  name: 'silence',
  parameters: '[<device|site|cause> for <time> <reason> | remove <id>]',
  summary: 'keep incidents but post nothing about them for a while; without more, the list',
  example: 'silence Router-A packet_loss for 2h optic is being replaced',
  effect: 'change',
  onlyReads: onlyLists,
  run: runSilenceCommand('silence'),
};
