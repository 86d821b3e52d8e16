import type { Clock } from '../domain/clock.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { Log } from '../log.ts';
import { chartOfRisk } from '../risks/risk-chart.ts';
import type { Risks } from '../risks/risks.ts';
import { showWithPicture } from './picture-message.ts';
import type { Pictures } from './pictures.ts';
import type { PostedMessages } from './posted-messages.ts';
import { slots } from './slots.ts';
import { riskAwake, riskMessage } from './views/risk.ts';

/** The messages about a risk. Each brings Slack to what the store says now, however often it is called. */
export interface RiskMessages {
  /** One message, edited until the risk is over; its picture is that of the beginning. */
  changed(riskId: string): Promise<void>;
  woke(riskId: string, until: number): Promise<void>;
}

export function createRiskMessages(deps: {
  risks: Pick<Risks, 'get' | 'record'>;
  history: Pick<HistoryReader, 'rollUp'>;
  posted: PostedMessages;
  pictures: Pick<Pictures, 'upload'>;
  channel: () => string;
  clock: Clock;
  log: Log;
}): RiskMessages {
  const { risks, history, posted, pictures, channel, clock } = deps;
  return {
    async changed(riskId) {
      const held = await risks.get(riskId);
      if (!held) return;
      const { risk } = held;
      const [record, now] = [await risks.record(risk), clock()];
      await showWithPicture(
        {
          slot: slots.risk(riskId),
          place: { channel: channel(), thread: null },
          draw: risk.end
            ? null
            : async () => {
                const chart = await chartOfRisk(history, risk);
                const file = { filename: `${riskId}.png`, title: riskId };
                return chart ? pictures.upload('forecast', chart, file) : undefined;
              },
          build: (chart) => riskMessage(held, { record, chart, now }),
        },
        deps,
      );
    },
    async woke(riskId, until) {
      const held = await risks.get(riskId);
      const head = await posted.find(slots.risk(riskId));
      if (!held || held.risk.end || !head) return;
      await posted.put(slots.riskWoke(riskId, until), { channel: head.channel, thread: head.ts }, riskAwake(held));
      await this.changed(riskId);
    },
  };
}
