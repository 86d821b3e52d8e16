import type { ApprovalLoad } from '../../changes/approval-load.ts';
import { count } from '../../foundation/number-words.ts';
import { context, section } from '../blocks.ts';
import { showDate, showDuration } from '../text.ts';
import { planLine } from '../views/plan-words.ts';
import type { Command } from './command.ts';

const shown = 10;
const loadDays = 7;

export const approvals: Command = {
  name: 'approvals',
  parameters: '',
  summary: 'plans that wait for a decision, and how the last ones were answered',
  example: 'approvals',
  effect: 'read',
  async run({ args }, { store, changes, clock }) {
    if (args.length > 0) return 'usage';
    const waiting = await store.plans.inStates(['pending', 'unknown']);
    const lines = waiting.slice(0, shown).map((plan) => {
      const until = plan.state === 'pending' ? ` · until ${showDate(plan.approveBy)}` : '';
      return `${planLine(plan)} · risk ${plan.content.risk}${until} · \`${plan.id}\``;
    });
    const more = waiting.length > shown ? [`… and ${waiting.length - shown} more`] : [];
    const text = [`*${count(waiting.length, 'plan')} waiting*`, ...lines, ...more].join('\n');
    const load = loadWords(await changes.approvalLoad(clock() - loadDays * 86_400_000));
    return { text: `${text}\n${load}`, blocks: [section(text), context(load)] };
  },
};

/** A gate that nobody answers is broken, so what expired is said first. */
function loadWords({ asked, answered, expired, withdrawn, medianAnswerMs, slowestAnswerMs }: ApprovalLoad): string {
  const time =
    medianAnswerMs === null || slowestAnswerMs === null
      ? ''
      : ` · time to answer ${showDuration(medianAnswerMs)}, at most ${showDuration(slowestAnswerMs)}`;
  return `Last ${loadDays} days: asked ${asked}, expired ${expired}, answered ${answered}, withdrawn ${withdrawn}${time}`;
}
