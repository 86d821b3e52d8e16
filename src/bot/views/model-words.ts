import type { KnownBlock } from '@slack/types';
import type { Challenge } from '../../jobs/training/challenge-facts.ts';
import type { ModelDetail } from '../../learning/model-detail.ts';
import type { ModelState } from '../../learning/model-states.ts';
import { describeModel } from '../../learning/model-words.ts';
import { nameModel } from '../../learning/training-words.ts';
import { context, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import type { FormerModel } from '../ports.ts';
import { cut, escapeMrkdwn } from '../text.ts';
import { challengeLines, formerButton } from './challenge.ts';
import { modelsAtAGlance, modelsWords } from './status-words.ts';

/** All kinds, in few lines. `call` is how the command is called, to have more; `naming` says who names causes. */
export function allModels(
  states: readonly ModelState[],
  { call, naming }: { call: string; naming: string | null },
): OutgoingMessage {
  const text = cut(`*Models*\n${modelsAtAGlance(states)}`, 2900);
  const [first] = states;
  return { text, blocks: [section(text), ...namedBy(naming), ...(first ? [more(call, first.kind)] : [])] };
}

/** Who names causes; empty where that is not known. */
const namedBy = (naming: string | null) =>
  naming === null ? [] : [section(`*Causes named by*: ${escapeMrkdwn(naming, 300)}`)];

/** The models of one kind, each in full, with pictures of how they learned, and how often the kind was right where labels tell it. */
export function modelsOfKind(
  { kind, subject, title, purpose }: Pick<ModelDetail, 'kind' | 'subject' | 'title' | 'purpose'>,
  {
    states,
    pictures,
    labels,
    call,
  }: { states: readonly ModelState[]; pictures: readonly KnownBlock[]; labels: string | null; call: string },
): OutgoingMessage {
  const text = `*${kind}*: ${escapeMrkdwn(`${title}, ${purpose}`, 400)}`;
  const each = states.map((state) => section(modelsWords([state], 1_500)));
  const judged = labels === null ? [] : [section(`*Labels*: ${escapeMrkdwn(labels, 900)}`)];
  return { text, blocks: [section(text), ...each, ...judged, ...pictures, more(call, kind, subject)] };
}

/** A call that works. */
const more = (...words: string[]) => context(`\`${words.join(' ')}\` tells more.`);

/** What labels taught, where a kind names causes: the last answer to a rise of the error, and what was in use before. */
export interface LearnedFromLabels {
  /** Who names causes, in words; null where that is not known. */
  naming: string | null;
  challenge: Challenge | null;
  former: FormerModel | null;
}

export const noneLearned: LearnedFromLabels = { naming: null, challenge: null, former: null };

/** One model: what its card says, how often its kind was right where labels tell it, what labels taught, and pictures. */
export function oneModel(
  detail: ModelDetail,
  {
    pictures,
    labels,
    levels,
    naming,
    challenge,
    former,
  }: {
    pictures: readonly KnownBlock[];
    labels: string | null;
    /** What is not what it was when a detector was trained. */
    levels: { says: string; lines: readonly string[] } | null;
  } & LearnedFromLabels,
): OutgoingMessage {
  const title = `*${nameModel(detail)}*`;
  const facts = describeModel(detail, labels).map(({ about, says }) => `*${about}*: ${escapeMrkdwn(says, 900)}`);
  return {
    text: `${title}\n${facts[0]}`,
    blocks: [
      section(title),
      section(cut(facts.join('\n'), 2900)),
      ...(levels ? [section(levelsText(levels))] : []),
      ...namedBy(naming),
      ...(challenge ? [section(challengeLines(challenge))] : []),
      ...pictures,
      ...(former ? [formerButton(former)] : []),
    ],
  };
}

/** So many lines are shown; the command line has all that are kept. */
const levelsShown = 12;

function levelsText({ says, lines }: { says: string; lines: readonly string[] }): string {
  const shown = lines.slice(0, levelsShown).map((line) => `• ${escapeMrkdwn(line, 250)}`);
  const left = lines.length - shown.length;
  return cut(
    [`*Levels*: ${escapeMrkdwn(says, 600)}`, ...shown, ...(left > 0 ? [`and ${left} more`] : [])].join('\n'),
    2900,
  );
}
