import type { KnownBlock } from '@slack/types';
import { count } from '../../foundation/number-words.ts';
import type { Challenge } from '../../jobs/training/challenge-facts.ts';
import { describeChallenge, describeEffects } from '../../jobs/training/challenge-words.ts';
import { actionIds } from '../action-ids.ts';
import { actions, button, context, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import type { FormerModel } from '../ports.ts';
import { cut, escapeMrkdwn } from '../text.ts';

const looks = {
  promoted: ':white_check_mark: *Labels taught a new model to name causes*',
  dropped: ':heavy_minus_sign: *The error of causes rose, and no model that labels taught was better*',
  failed: ':x: *The error of causes rose, and no model could be trained on the labels*',
  open: ':chart_with_downwards_trend: *Causes are wrong more often than before*',
};

/** What is said of a rise of the error, or of more labels, and its challenger, line by line. */
export const challengeLines = (challenge: Challenge): string =>
  cut(
    describeChallenge(challenge)
      .map(({ about, says }) => `*${about}*: ${escapeMrkdwn(says, 700)}`)
      .join('\n'),
    2900,
  );

/** The message that stands for a rise of the error over labels: it is edited until the rise is answered, well or not. */
export function challengeMessage(challenge: Challenge): OutgoingMessage {
  const title = looks[challenge.end?.outcome ?? 'open'] ?? looks.open;
  return { text: title, blocks: [section(title), section(challengeLines(challenge))] };
}

/** Said once when a challenger came into use. `former` is what may be used again; null when the model is in use no more. */
export function promotionMessage({ end, taught, rise }: Challenge, former: FormerModel | null): OutgoingMessage {
  const { modelId } = taught!;
  const title = `:arrows_counterclockwise: *A new model names causes*: \`${modelId}\``;
  const effects = describeEffects(taught!);
  const why = [
    `${rise ? `The error had risen since label ${rise.since}` : `${count(taught!.labels, 'label')} taught it`}. ${escapeMrkdwn(upperFirst(end!.reason), 700)}.`,
    ...(effects ? [`${escapeMrkdwn(effects, 700)}.`] : []),
  ];
  return {
    text: title,
    blocks: [section(title), section(why.join('\n')), former ? formerButton(former) : context('It is in use no more.')],
  };
}

/** The way back to what named causes before the model that is in use. */
export function formerButton({ inUse, before }: FormerModel): KnownBlock {
  const name = before === null ? 'the rules' : before;
  return actions(
    'former-model',
    button({
      action: actionIds.useFormerModel,
      text: 'Use the one before',
      value: `causes ${inUse}`,
      confirm: {
        title: 'Use the one before?',
        text: `Causes are named by ${name} again, and no more by ${inUse}.`,
        confirm: 'Use it',
      },
    }),
  );
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
