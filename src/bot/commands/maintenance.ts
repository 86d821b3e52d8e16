import { onlyLists, runSilenceCommand } from '../silence-command.ts';
import type { Command } from './command.ts';

export const maintenance: Command = {
  name: 'maintenance',
  parameters: '[<device|site|cause> [from <HH:MM>] for <time> <reason> | remove <id>]',
  summary: 'the same for planned work, which may begin later (UTC)',
  example: 'maintenance Router-A from 22:00 for 2h software upgrade',
  effect: 'change',
  onlyReads: onlyLists,
  run: runSilenceCommand('maintenance'),
};
