import { questionKinds } from '../../questions/list.ts';
import { showAnswer } from '../../questions/question-runs.ts';
import { context, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { escapeMrkdwn } from '../text.ts';
import { answerBlocks } from '../views/question.ts';
import type { Command } from './command.ts';

/** Whoever typed a question waits so long; then the answer comes into the channel. */
const waitsMs = 2_000;

export const history: Command = {
  name: 'history',
  parameters: '<what> [device | site | all] [metric] [period] [vs period]',
  summary:
    'asks the stored telemetry, incidents and models: a sentence, a picture and a table; `history` alone lists what can be asked',
  example: 'history compare Router-A latency_ms 24h vs 2026-11-22',
  effect: 'read',
  async run({ args, person }, { questions, questionRuns, pictures, commandName }) {
    if (args.length === 0) return listQuestions(commandName);
    const answered = await questions.ask(args, { withinMs: waitsMs });
    if ('problem' in answered) {
      if (!answered.isSlow) return { text: escapeMrkdwn(answered.problem, 1000) };
      const id = await questionRuns.begin(args, person.id);
      return { text: `That takes longer: the answer comes into the channel. \`${escapeMrkdwn(id, 60)}\`` };
    }
    const shown = showAnswer(answered);
    const picture = shown.chart ? await pictures.block('history', shown.chart, shown.sentence.slice(0, 200)) : null;
    return { text: escapeMrkdwn(shown.sentence, 300), blocks: answerBlocks(shown, picture) };
  },
};

function listQuestions(commandName: string): OutgoingMessage {
  const lines = questionKinds.map(({ name, about }) => `\`${name}\` ${escapeMrkdwn(about)}`);
  const periods =
    'Periods: `24h`, `7d`, `2w`, `today`, `yesterday`, `2026-11-22`, `2026-11-01..2026-11-07`; days are UTC.';
  const marks =
    'A name that means several things is written `device:…`, `site:…`, `interface:…` or `metric:…`, such as `metric:up`.';
  const example = `\`${commandName} ${history.example}\``;
  return {
    text: 'What can be asked',
    blocks: [section(lines.join('\n')), context(`${periods} Such as ${example}. ${marks}`)],
  };
}
