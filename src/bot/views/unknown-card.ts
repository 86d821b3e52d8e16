import type { UnknownState } from '../../changes/unknown.ts';
import type { Plan } from '../../domain/plan.ts';
import type { ExecutionLine } from '../../store/store.ts';
import { actionIds } from '../action-ids.ts';
import { actions, button, context, preformatted, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { escapeMrkdwn, manyLines, showDate } from '../text.ts';
import { shortened } from './plan-card.ts';
import { planStateWords } from './plan-words.ts';
import { timerLines } from './reversal-words.ts';

const progressShown = 3500;
const differenceShown = 4000;

/**
 * The card of a plan of which nobody knows how far it went: why, what was sent and what was not, how the devices differ from before, and
 * what they do by themselves. A person chooses. `unknown` is null when nothing was kept about it.
 */
export function unknownCard(story: {
  plan: Plan;
  lines: ExecutionLine[];
  unknown: UnknownState | null;
}): OutgoingMessage {
  const { plan, lines, unknown } = story;
  const open = plan.state === 'unknown';
  const title = open
    ? ':question: *How far did this change go?*'
    : `:question: The change was unclear and is now ${planStateWords[plan.state].words}.`;
  const why = open && unknown ? `\n${escapeMrkdwn(unknown.reason, 600)}.` : '';
  return {
    text: `${title} Plan ${escapeMrkdwn(plan.id)}.`,
    blocks: [
      section(`${title}${why}`),
      preformatted(shortened(manyLines(progressText(plan, lines)), progressShown)),
      ...differenceBlocks(unknown),
      ...(open && unknown ? timerLines(plan, unknown.timers, unknown.at).map((line) => context(line)) : []),
      ...(open ? [buttons(plan, unknown)] : []),
      context(`\`${escapeMrkdwn(plan.id)}\`${open ? ' · the product sends nothing until somebody chooses' : ''}`),
    ],
  };
}

function differenceBlocks(unknown: UnknownState | null) {
  if (!unknown) return [section('It is not known how the devices differ from before.')];
  const read = `read ${showDate(unknown.at)}`;
  if (unknown.difference === null)
    return [section(`A device could not be ${read}, so it is not known how the devices differ from before.`)];
  return [
    section(`*Difference to before*, ${read}`),
    preformatted(shortened(manyLines(unknown.difference), differenceShown) || 'There is no snapshot to compare with.'),
  ];
}

/** Each change line with what is known about it, then the lines of a rollback that was begun. */
function progressText(plan: Plan, lines: ExecutionLine[]): string {
  const rows = (['change', 'undo'] as const).flatMap((phase) => {
    const known = new Map(
      lines.filter((line) => line.phase === phase).map((line) => [`${line.step}/${line.line}`, line]),
    );
    if (phase === 'undo' && known.size === 0) return [];
    const planned = plan.content.steps.flatMap((step, index) =>
      (phase === 'undo' ? step.undo : step.commands).map(
        (command, line) => `${stateOf(known.get(`${index}/${line}`)).padEnd(16)}${step.device}# ${command}`,
      ),
    );
    return phase === 'undo' ? ['rollback', ...planned] : planned;
  });
  return rows.join('\n');
}

function stateOf(line: ExecutionLine | undefined): string {
  if (!line) return 'not sent';
  if (line.doneAt === null) return 'sent, no answer';
  return line.accepted ? 'accepted' : 'refused';
}

function buttons(plan: Plan, unknown: UnknownState | null) {
  const choice = (action: string, text: string, question: string, style: 'primary' | 'danger') =>
    button({ action, text, value: plan.buttonId, style, confirm: { title: text, text: question, confirm: text } });
  const goOn = 'Lines that are not in force on the devices yet are sent. Then telemetry decides.';
  return actions(
    'unknown',
    ...(unknown?.canContinue === false ? [] : [choice(actionIds.continuePlan, 'Continue', goOn, 'primary')]),
    plan.content.irreversible
      ? choice(actionIds.rollBackPlan, 'Give up', 'Nothing more is sent. The plan ends as failed.', 'danger')
      : choice(actionIds.rollBackPlan, 'Roll back', 'The rollback of the plan is sent to the devices.', 'danger'),
  );
}
