import { findDigestKind } from '../../domain/digest.ts';
import { digestDetail, digestMessage } from '../views/digest.ts';
import type { Command } from './command.ts';

export const digest: Command = {
  name: 'digest',
  parameters: '[now | shift | morning | week] [post]',
  summary:
    'what happened, what is open and what comes: of the last eight hours (`now`, `shift`), of a day (`morning`) or of a week; with `post` for everybody in the channel, with pictures in its thread',
  example: 'digest shift post',
  effect: 'change',
  onlyReads: (args) => args.at(-1) !== 'post',
  async run({ args, person }, { digests, commandName }) {
    const isPosted = args.at(-1) === 'post';
    const [word = 'now', ...more] = isPosted ? args.slice(0, -1) : args;
    const kind = findDigestKind(word);
    if (more.length > 0 || !kind) return 'usage';
    if (isPosted) {
      await digests.post(kind, person.id);
      return { text: 'The digest comes into the channel, with its detail in the thread.' };
    }
    const made = await digests.now(kind);
    const head = digestMessage(made, { hasDetail: false });
    const detail = digestDetail(made, commandName);
    return { ...head, blocks: [...(head.blocks ?? []), ...(detail?.blocks ?? [])] };
  },
};
