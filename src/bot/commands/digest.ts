import { type DigestKind, digestKinds } from '../../domain/digest.ts';
import { digestDetail, digestMessage } from '../views/digest.ts';
import type { Command } from './command.ts';

const isKind = (word: string): word is DigestKind => digestKinds.some((kind) => kind === word);

export const digest: Command = {
  name: 'digest',
  parameters: '[now | shift | morning | week]',
  summary:
    'what happened, what is open and what comes: of the last eight hours (`now`, `shift`), of a day (`morning`) or of a week',
  example: 'digest shift',
  effect: 'read',
  async run({ args: [word = 'now', ...more] }, { digests, commandName }) {
    if (more.length > 0 || (word !== 'now' && !isKind(word))) return 'usage';
    const made = await digests.now(word === 'now' ? 'shift' : (word as DigestKind));
    const head = digestMessage(made, { hasDetail: false });
    const detail = digestDetail(made, commandName);
    return { ...head, blocks: [...(head.blocks ?? []), ...(detail?.blocks ?? [])] };
  },
};
