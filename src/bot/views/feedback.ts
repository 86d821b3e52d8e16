import type { ContextActionsBlock, KnownBlock } from '@slack/types';
import { describeCause } from '../../domain/cause.ts';
import type { IncidentLabel } from '../../incidents/labels.ts';
import { actionIds } from '../action-ids.ts';
import { actions, button, context } from '../blocks.ts';
import { listWords, showUser } from '../text.ts';

/** What a press on Slack's feedback buttons carries beside the incident. */
const faces = { right: 'right', wrong: 'wrong' } as const;

/** The buttons under a diagnosis, and what people said with them. */
export function feedbackBlocks(incidentId: string, labels: IncidentLabel[]): KnownBlock[] {
  const said = saidWords(labels);
  return [
    causeButtons(incidentId),
    actions(
      'feedback',
      button({ action: actionIds.useful, text: 'Useful', value: incidentId }),
      button({ action: actionIds.noise, text: 'Noise', value: incidentId }),
    ),
    ...(said === '' ? [] : [context(said)]),
  ];
}

function causeButtons(incidentId: string): ContextActionsBlock {
  const face = (text: string, answer: keyof typeof faces, label: string) => ({
    text: { type: 'plain_text' as const, text },
    value: `${faces[answer]} ${incidentId}`,
    accessibility_label: label,
  });
  return {
    type: 'context_actions',
    block_id: 'cause',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: actionIds.causeFeedback,
        positive_button: face('Right cause', 'right', 'The diagnosis names the right cause'),
        negative_button: face('Wrong cause', 'wrong', 'The diagnosis names a wrong cause'),
      },
    ],
  };
}

/** The same as buttons that every client knows. Null for a block without feedback buttons. */
export function classicFeedback(block: ContextActionsBlock): KnownBlock | null {
  const feedback = block.elements.find((element) => element.type === 'feedback_buttons');
  if (!feedback) return null;
  const { positive_button: right, negative_button: wrong } = feedback;
  const incidentId = right.value.slice(right.value.indexOf(' ') + 1);
  return actions(
    block.block_id ?? 'cause',
    button({ action: actionIds.rightCause, text: right.text.text, value: incidentId }),
    button({ action: actionIds.wrongCause, text: wrong.text.text, value: incidentId }),
  );
}

/** What a press on Slack's feedback buttons says. */
export function readFeedback(value: string): { answer: 'right' | 'wrong'; incidentId: string } | undefined {
  const [answer = '', incidentId = ''] = value.split(' ');
  return (answer === 'right' || answer === 'wrong') && incidentId !== '' ? { answer, incidentId } : undefined;
}

function saidWords(labels: IncidentLabel[]): string {
  const by = (fits: (label: IncidentLabel) => boolean) => labels.filter(fits).map(({ user }) => showUser(user));
  const line = (what: string, users: string[]) => (users.length > 0 ? [`${what}: ${listWords(users)}`] : []);
  const wrong = labels.filter(({ right }) => right === false);
  return [
    ...line(
      'Right cause',
      by(({ right }) => right === true),
    ),
    ...wrong.map(({ user, cause }) => {
      const instead = cause === null ? '' : `, it was ${describeCause(cause).title.toLowerCase()}`;
      return `Wrong cause${instead}: ${showUser(user)}`;
    }),
    ...line(
      'Useful',
      by(({ useful }) => useful === true),
    ),
    ...line(
      'Noise',
      by(({ useful }) => useful === false),
    ),
  ].join(' · ');
}
