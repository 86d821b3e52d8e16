import type { KnownBlock } from '@slack/types';
import type { QuestionRun, ShownAnswer } from '../../questions/question-runs.ts';
import { actionIds } from '../action-ids.ts';
import { actions, button, context, preformatted, section, slackImage } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import type { ShownChart } from '../message-facts.ts';
import { textTable } from '../table.ts';
import { cut, escapeMrkdwn, showUser } from '../text.ts';

/** Slack takes 3,000 characters in a section and more in preformatted text; a table is for reading. */
const longestTable = 2800;

/** An answer of the history: the sentence, the picture, a table and what is missing. */
export function answerBlocks(answer: ShownAnswer, picture: KnownBlock | null): KnownBlock[] {
  const { sentence, notes, total } = answer;
  const { table, rows } = tableOf(answer);
  const left = total - rows;
  const more = left > 0 ? [`${rows} of ${total.toLocaleString('en-US')} rows; \`nocturne history\` prints all.`] : [];
  const below = [...more, ...notes.map((note) => escapeMrkdwn(note, 300))].join(' ');
  return [
    section(escapeMrkdwn(sentence, 2000)),
    ...(picture ? [picture] : []),
    ...(rows > 0 ? [preformatted(cut(table, longestTable))] : []),
    ...(below === '' ? [] : [context(below)]),
  ];
}

/** As many rows as there is room for, and one in any case: half a row says something else. */
function tableOf({ head, rows: all, right }: ShownAnswer): { table: string; rows: number } {
  for (let rows = all.length; ; rows -= 1) {
    const table = textTable(head, all.slice(0, rows), { right });
    if (rows <= 1 || table.length <= longestTable) return { table, rows };
  }
}

const width = 20;

/** The message of a question that takes longer: how far it is, and then what came of it. */
export function questionMessage(id: string, run: QuestionRun, picture: ShownChart | null): OutgoingMessage {
  const asked = `\`history ${escapeMrkdwn(run.words.join(' '), 200)}\` for ${showUser(run.by)}`;
  if (run.state === 'done' && run.answer) {
    const blocks = answerBlocks(run.answer, picture ? slackImage(picture.fileId, picture.altText) : null);
    return { text: escapeMrkdwn(run.answer.sentence, 300), blocks: [...blocks, context(asked)] };
  }
  if (run.state === 'stopped') {
    const text = `:black_square_for_stop: Stopped by ${showUser(run.note)}: ${asked}`;
    return { text, blocks: [section(text)] };
  }
  if (run.state !== 'running') {
    const text = `:x: No answer to ${asked}`;
    return { text, blocks: [section(text), ...(run.note === '' ? [] : [context(escapeMrkdwn(run.note, 1000))])] };
  }
  const full = Math.round(run.share * width);
  const percent = Math.floor(run.share * 100);
  const bar = `\`${'█'.repeat(full)}${'░'.repeat(width - full)}\` ${percent} %`;
  const text = `:hourglass_flowing_sand: Reading the history: ${asked}`;
  const stop = button({ action: actionIds.stopQuestion, text: 'Stop', value: id });
  return { text: `${text}, ${percent} %`, blocks: [section(`${text}\n${bar}`), actions(`question:${id}`, stop)] };
}
