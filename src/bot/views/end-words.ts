import type { Incident } from '../../domain/incident.ts';
import { escapeMrkdwn, showUser } from '../text.ts';

/** How an incident ended, for its line, for its summary and for a moment in a table or chart. Only what is stored is said. */
export interface EndWords {
  /** Before "after 2 min". */
  verb: string;
  /** A sentence for the summary; empty where the verb says all. */
  sentence: string;
  moment: string;
  look: { color: string; sign: string };
}

const well = { color: '#2e8b57', sign: ':white_check_mark:' };
/** Nothing was mended. */
const none = { color: '#8a8a8a', sign: ':heavy_minus_sign:' };

/** Ordinary readings do not tell whether somebody mended it by hand, so who had it is named and nothing is claimed. */
export function endWords({ end, owner }: Pick<Incident, 'end' | 'owner'>): EndWords {
  switch (end?.how) {
    case 'verified':
      return { verb: 'resolved', sentence: 'A change was verified by telemetry.', moment: 'resolved', look: well };
    case 'quiet': {
      const who = owner ? ` ${showUser(owner)} had it.` : '';
      const sentence = `Telemetry shows no trouble any more; no verified change ended it.${who}`;
      return { verb: 'over', sentence, moment: 'over, by telemetry', look: well };
    }
    case 'dismissed': {
      const sentence = `${showUser(end.by)} closed it as no incident: ${escapeMrkdwn(end.reason, 300)}`;
      return { verb: 'closed as no incident', sentence, moment: 'closed as no incident', look: none };
    }
    default:
      return { verb: 'closed', sentence: '', moment: 'closed', look: well };
  }
}
