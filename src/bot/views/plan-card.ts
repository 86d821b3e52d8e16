import type { KnownBlock } from '@slack/types';
import type { ApprovalOffer } from '../../changes/changes.ts';
import type { Plan, Vote } from '../../domain/plan.ts';
import { count } from '../../foundation/number-words.ts';
import { actionIds } from '../action-ids.ts';
import { actions, button, context, fields, preformatted, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { cut, escapeMrkdwn, listWords, manyLines, showDate, showGroup, showTime, showUser } from '../text.ts';
import { commandText, effectWords, planLine, planStateWords, undoText, verificationWords } from './plan-words.ts';
import { rollbackHead } from './reversal-words.ts';

/** A card whose commands are longer than this shows the beginning and the whole plan as a file. */
export const commandsShown = 4500;
const undoShown = 1800;

export interface PlanCard {
  plan: Plan;
  votes: Vote[];
  offer: ApprovalOffer;
  /** Where the whole plan stands as a file, when it is too long for the card: null when it could not be uploaded, left out when that was not tried. */
  fileLink?: string | null;
  /** Whether it has parameters that a person may change; left out means no. */
  editable?: boolean;
}

/** Whether the commands fit on the card. */
export function isLongPlan(plan: Plan): boolean {
  return planCommands(plan).length > commandsShown;
}

/** Whether this card has an Approve button: nobody approves what can't be read in full. */
export function offersApproval({ plan, offer, fileLink }: PlanCard): boolean {
  return plan.state === 'pending' && offer.offered && (!isLongPlan(plan) || typeof fileLink === 'string');
}

/** The card of a plan. While it waits it has buttons; after a decision it says who decided and has none. */
export function planCard(card: PlanCard): OutgoingMessage {
  const { plan } = card;
  const line = planLine(plan);
  return {
    text: `${line}. ${escapeMrkdwn(plan.summary, 300)}`,
    blocks: [
      section(`${line}\n${escapeMrkdwn(plan.summary, 600)}`),
      ...commandBlocks(card),
      fields([
        ['Expected effect', effectWords(plan.content.expected)],
        ...(plan.content.traffic
          ? [['Traffic', `${escapeMrkdwn(plan.content.traffic, 900)}.`] as [string, string]]
          : []),
        ['Verified by', verificationWords(plan)],
        ['Risk', riskWords(plan)],
        ['Blast radius', list(plan.content.blastRadius, 'nothing else hangs behind it')],
        ['Asked by', showUser(plan.requestedBy)],
      ]),
      ...rollbackBlocks(plan),
      ...(plan.state === 'pending' ? askBlocks(card) : [context(decidedWords(card))]),
      context(
        `\`${escapeMrkdwn(plan.id)}\` · ${escapeMrkdwn(plan.content.playbook, 60)} · \`${plan.hash.slice(0, 12)}\``,
      ),
    ],
  };
}

export function planCommands(plan: Plan): string {
  return manyLines(plan.content.steps.map((step) => commandText(plan, step)).join('\n'));
}

export function planUndo(plan: Plan): string {
  return manyLines(plan.content.steps.map(undoText).join('\n'));
}

function commandBlocks({ plan, fileLink }: PlanCard): KnownBlock[] {
  const commands = planCommands(plan);
  const missing =
    fileLink === null ? 'The whole plan could not be uploaded.' : 'The whole plan is on its card in the thread.';
  const whole = fileLink ? `<${fileLink}|The whole plan> is a file.` : missing;
  return [
    preformatted(shortened(commands, commandsShown)),
    ...(isLongPlan(plan) ? [context(`${count(commands.split('\n').length, 'line')} in all. ${whole}`)] : []),
  ];
}

function rollbackBlocks(plan: Plan): KnownBlock[] {
  const { text, lines } = rollbackHead(plan);
  return [section(text), ...(lines ? [preformatted(shortened(planUndo(plan), undoShown))] : [])];
}

function askBlocks(card: PlanCard): KnownBlock[] {
  const { plan, offer, votes } = card;
  const needed = plan.content.approvals;
  const given = votes.filter((vote) => vote.decision === 'approve').map((vote) => showUser(vote.user));
  const who = [...offer.users.map(showUser), ...offer.groups.map(showGroup)];
  const asked = who.length > 0 ? listWords(who, 'or') : 'nobody: no approver is configured';
  const state = given.length > 0 ? ` Approved so far by ${listWords(given)}.` : '';
  const open = offersApproval(card);
  const why = offer.reason ?? (offer.offered ? 'The plan cannot be shown in full.' : 'Approval is not offered.');
  return [
    section(
      open
        ? `May approve${offer.ticketNeeded ? ', with the number of a ticket' : ''}: ${asked}. ${count(needed, 'approval')} needed until ${showDate(plan.approveBy)}.${state}`
        : `No approval here: ${escapeMrkdwn(why, 300)}`,
    ),
    actions(
      'plan',
      ...(open ? [approveButton(plan)] : []),
      ...(card.editable ? [editButton(plan)] : []),
      rejectButton(plan),
    ),
  ];
}

/** Also stands on the home tab; what it does is decided by its id alone. */
export function approveButton(plan: Plan) {
  const devices = plan.content.steps.map((step) => step.device);
  return button({
    action: actionIds.approvePlan,
    text: 'Approve',
    value: plan.buttonId,
    style: 'primary',
    confirm: {
      title: 'Approve this plan?',
      text: `Once it has its approvals, its commands are sent to ${cut(listWords([...new Set(devices)]), 150)} as they stand on the card. Risk: ${plan.content.risk}.`,
      confirm: 'Approve',
    },
  });
}

export function rejectButton(plan: Plan) {
  return button({ action: actionIds.rejectPlan, text: 'Reject…', value: plan.buttonId, style: 'danger' });
}

function editButton(plan: Plan) {
  return button({ action: actionIds.editPlan, text: 'Edit…', value: plan.buttonId });
}

function riskWords({ content }: Plan): string {
  return `${content.irreversible ? '*irreversible*, ' : ''}${content.risk}: ${list(content.riskReasons, 'no reason given')}`;
}

function decidedWords({ plan, votes }: PlanCard): string {
  const said = votes.map(({ user, decision, reason, at }) => {
    const because = reason ? `: “${escapeMrkdwn(reason, 300)}”` : '';
    return `${decision === 'approve' ? 'Approved' : 'Rejected'} by ${showUser(user)} ${showTime(at)}${because}`;
  });
  const outcome = plan.outcome ? [escapeMrkdwn(plan.outcome, 600)] : [];
  const words = [...said, ...outcome].join(' · ');
  return words === '' ? `No vote was given. The plan is ${planStateWords[plan.state].words}.` : words;
}

function list(items: string[], none: string): string {
  return items.length === 0 ? none : cut(items.map((item) => escapeMrkdwn(item, 160)).join('; '), 900);
}

/** The beginning of a text that is too long, up to the end of a line, and how many lines are missing. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 40).replace(/\n[^\n]*$/, '');
  return `${kept}\n… ${count(text.split('\n').length - kept.split('\n').length, 'line')} more`;
}
