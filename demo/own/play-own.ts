import { readOwnConfig } from './own-config.ts';
import { openOwnSetting } from './own-setting.ts';
import { describeStart } from './own-words.ts';
import { presentOwn } from './present-own.ts';

/**
 * Puts the local workspace in front of the network that a configuration describes, until `stopped` resolves. `print` gets what a person needs
 * to copy, `tell` what happens.
 * @throws Error for a configuration, a port or an inventory that can't be used, and when the bot ends by itself.
 */
export async function playOwn(
  file: string,
  given: { tell: (line: string) => void; print: (text: string) => void; stopped: Promise<void> },
): Promise<void> {
  const { tell, print, stopped } = given;
  const config = await readOwnConfig(file, process.env);
  const setting = await openOwnSetting(config, { env: process.env, tell });
  const presence = presentOwn(config, setting, tell);
  setting.workspace.present(presence.stage);
  print(describeStart(config, setting));
  await presence.look();
  try {
    await Promise.race([stopped, untilEnded(setting.bot)]);
    tell('stopping');
  } finally {
    presence.close();
    await setting.close();
  }
}

const lookEveryMs = 500;

/** Throws when the bot ends by itself. */
async function untilEnded(bot: { running: boolean; lastWords(): string }): Promise<never> {
  while (bot.running) await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  throw new Error(`the bot ended by itself; it said: ${bot.lastWords()}`);
}
