import type { Plan } from '../../domain/plan.ts';
import type { ExecutionLine } from '../../store/store.ts';
import { actionIds } from '../action-ids.ts';
import { actions, button, context, preformatted, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { escapeMrkdwn, manyLines } from '../text.ts';
import { planStateWords } from './plan-words.ts';

/**
 * The card of a plan of which nobody knows how far it went: what was sent, what is not sent yet, and how the devices differ from before. A
 * person chooses. `difference` is null when the devices could not be read.
 */
export function unknownCard(unknown: {
  plan: Plan;
  lines: ExecutionLine[];
  difference: string | null;
}): OutgoingMessage {
  const { plan, lines, difference } = unknown;
  const open = plan.state === 'unknown';
  const title = open
    ? ':question: *How far did this change go?* The work stopped between its first and its last line.'
    : `:question: The change was unclear and is now ${planStateWords[plan.state].words}.`;
  return {
    text: `${title} Plan ${escapeMrkdwn(plan.id)}.`,
    blocks: [
      section(title),
      preformatted(manyLines(progressText(plan, lines)).slice(0, 3500)),
      section(
        difference === null ? 'The devices could not be read: the difference is not known.' : '*Difference to before*',
      ),
      ...(difference === null ? [] : [preformatted(manyLines(difference).slice(0, 4000) || 'none')]),
      ...(open ? [buttons(plan)] : []),
      context(`\`${escapeMrkdwn(plan.id)}\`${open ? ' · nothing is sent until somebody chooses' : ''}`),
    ],
  };
}

/** Each change line with what is known about it. */
function progressText(plan: Plan, lines: ExecutionLine[]): string {
  const known = new Map(
    lines.filter(({ phase }) => phase === 'change').map((line) => [`${line.step}/${line.line}`, line]),
  );
  return plan.content.steps
    .flatMap((step, stepIndex) =>
      step.commands.map((command, index) => {
        const line = known.get(`${stepIndex}/${index}`);
        const state = !line
          ? 'not sent'
          : line.doneAt === null
            ? 'sent, no answer'
            : line.accepted
              ? 'accepted'
              : 'refused';
        return `${state.padEnd(16)}${step.device}# ${command}`;
      }),
    )
    .join('\n');
}

function buttons(plan: Plan) {
  const choice = (action: string, text: string, question: string, style: 'primary' | 'danger') =>
    button({ action, text, value: plan.buttonId, style, confirm: { title: text, text: question, confirm: text } });
  return actions(
    'unknown',
    choice(actionIds.continuePlan, 'Continue', 'The lines that were not sent yet are sent, each once.', 'primary'),
    choice(actionIds.rollBackPlan, 'Roll back', 'The way back of the plan is sent to the devices.', 'danger'),
  );
}
