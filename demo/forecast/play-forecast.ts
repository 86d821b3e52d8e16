import { until } from '../incident-report.ts';
import { nocChannel, nocturneApp, personaOf } from '../personas.ts';
import type { Setting } from '../setting.ts';

/** What is asked, one after the other: what stands after the slash command. */
export const questions = ['forecast Router-A latency_ms 3', 'forecast Router-A cpu_pct 3', 'models forecast-short'];

/** One answer of the product, as a person sees it. */
export interface ForecastShown {
  asked: string;
  text: string;
  /** Whether a picture stands below it. */
  picture: boolean;
}

/** The one JSON object of a headless run of forecasts. */
export interface ForecastSummary {
  scenario: 'forecast';
  answers: ForecastShown[];
  auditOk: boolean;
}

const answerWithinMs = 60_000;

/** The on-call engineer asks for forecasts in the channel, and waits for each answer. */
export async function playForecast(setting: Setting, tell: (line: string) => void): Promise<ForecastSummary> {
  const answers: ForecastShown[] = [];
  for (const asked of questions) {
    const { blocks: _, ...answer } = await ask(setting, asked);
    tell(`${nocturneApp.slashCommand} ${asked}: ${answer.text}`);
    answers.push(answer);
  }
  const audit = await setting.bot.read<{ ok: boolean }>('/api/v1/audit/verify');
  return { scenario: 'forecast', answers, auditOk: audit.ok };
}

/** What the product answered to a command, with the text of each paragraph below it. */
export async function ask(
  { workspace: { control } }: Setting,
  asked: string,
): Promise<ForecastShown & { blocks: string[] }> {
  const user = personaOf('on-call engineer').id;
  const channel = nocChannel.id;
  const seen = new Set(control.history({ user, channel }).map(({ ts }) => ts));
  const { ok, error } = await control.command({ user, channel, text: asked });
  if (!ok) throw new Error(`the product did not take "${asked}": ${error}`);
  const look = async () =>
    control
      .history({ user, channel })
      .find((message) => !seen.has(message.ts) && message.user === nocturneApp.botUserId && message.ephemeral_to);
  const answer = await until(look, answerWithinMs);
  if (!answer) throw new Error(`there was no answer to "${asked}" within ${answerWithinMs / 1000} s`);
  const blocks = (answer.blocks ?? []) as { text?: { text?: string } }[];
  return {
    ...{ asked, text: answer.text ?? '', picture: JSON.stringify(blocks).includes('"image"') },
    blocks: blocks.flatMap(({ text }) => text?.text ?? []),
  };
}

/** Whether forecasts were told with a picture. */
export const isForecast = ({ answers }: ForecastSummary): boolean =>
  answers
    .filter(({ asked }) => asked.startsWith('forecast '))
    .every(({ text, picture }) => picture && / at \d\d:\d\d UTC/.test(text));
