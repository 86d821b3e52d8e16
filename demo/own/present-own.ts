import type { Stage, StageView } from '../slack/stage.ts';
import type { OwnConfig } from './own-config.ts';
import { describeNow, type Now, type OwnHealth } from './own-health.ts';
import type { OwnSetting } from './own-setting.ts';
import { describeActing, describeOwn } from './own-words.ts';

/** What the page shows beside the workspace in front of somebody's own network. */
export interface OwnPresence {
  stage: Stage;
  /** Asks the product how it is. It is called by itself every two seconds until `close`. */
  look(): Promise<void>;
  close(): void;
}

const everyMs = 2000;

/** `tell` hears once of each thing that becomes the case. */
export function presentOwn(
  config: OwnConfig,
  { bot, doors, standIns }: Pick<OwnSetting, 'doors' | 'standIns'> & { bot: Pick<OwnSetting['bot'], 'health'> },
  tell: (line: string) => void,
): OwnPresence {
  const listeners = new Set<() => void>();
  const told = new Set<string>();
  const about = describeOwn(config, standIns, doors);
  let now: Now[] = [];

  const read = (): StageView => ({
    ...{ heading: 'Your network', title: 'About', strip: describeActing(config) },
    sections: [{ heading: 'Now', lines: now.map(({ says }) => says) }, ...about].map(forPage),
    ...{ scenarios: [], run: null, ending: '', switching: '' },
  });

  async function look(): Promise<void> {
    const before = JSON.stringify(now);
    now = describeNow((await bot.health()) as OwnHealth | undefined, config);
    for (const { key, says } of now) {
      if (!told.has(key)) tell(forTerminal(says));
      told.add(key);
    }
    // What is over may be told again.
    for (const key of told) if (!now.some((one) => one.key === key)) told.delete(key);
    if (JSON.stringify(now) !== before) for (const listener of listeners) listener();
  }

  const none = async () => {
    throw new Error('these are your own devices: there are no scenarios');
  };
  const timer = setInterval(() => void look(), everyMs);
  return {
    stage: {
      read,
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      start: none,
      end: none,
    },
    look,
    close: () => clearInterval(timer),
  };
}

/** Names come from the configuration and from senders: the page reads mrkdwn. */
const forPage = ({ heading, lines }: StageView['sections'][number]) => ({
  heading,
  lines: lines.map((line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')),
});

/** A sender names itself as it likes, with signs that a terminal obeys. */
const forTerminal = (line: string) => line.replaceAll('`', '').replace(/\p{C}/gu, '?');
