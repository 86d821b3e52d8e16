import type { Log } from '../log.ts';
import { addressedElsewhere } from './addressee.ts';
import type { Identity } from './connection.ts';
import { type Envelope, kindOf, userOf } from './envelope.ts';
import type { Inbox } from './inbox.ts';
import type { Refusals } from './refusals.ts';
import { oneLine } from './text.ts';

/** Takes what comes from Slack, and leaves what is for another installation. */
export interface Reception {
  receive(body: Envelope, ack: () => Promise<unknown>): Promise<void>;
  /** How many envelopes were refused since the start because they are for another app, workspace or organisation. */
  strays(): number;
}

export function createReception(deps: {
  identity: () => Identity;
  inbox: Pick<Inbox, 'receive'>;
  refusals: Refusals;
  log: Log;
}): Reception {
  let strays = 0;
  return {
    strays: () => strays,
    /** What is not for this installation is taken off Slack's hands, counted, and looked at no further. */
    async receive(body, ack) {
      const why = addressedElsewhere(body, deps.identity());
      if (why === null) return deps.inbox.receive(body, ack);
      await ack();
      strays += 1;
      deps.log.warn({ why, kind: oneLine(kindOf(body), 60) }, 'an envelope for another installation was refused');
      const [actor, subject] = [oneLine(userOf(body), 60) || 'unknown', oneLine(kindOf(body), 60)];
      await deps.refusals.keep({ actor, action: 'envelope.refused', subject, detail: { why } });
    },
  };
}
