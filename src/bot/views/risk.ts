import { isSnoozed, type LookAhead, type RiskOutcome } from '../../domain/risk.ts';
import {
  describeEnd,
  describeLook,
  describeOver,
  describeReason,
  describeRecord,
  describeRisk,
  freshLook,
} from '../../risks/risk-words.ts';
import type { HeldRisk, RiskRecord } from '../../risks/risks.ts';
import { actionIds } from '../action-ids.ts';
import { actions, button, context, section, slackImage } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import type { ShownChart } from '../message-facts.ts';
import { createSpeaker } from '../spoken-text.ts';
import { escapeMrkdwn, showMinute, showUser } from '../text.ts';

const standingLook = { sign: ':hourglass_flowing_sand:', color: '#d9a514' };
const endLooks: Record<RiskOutcome, { sign: string; color: string }> = {
  happened: { sign: ':large_orange_circle:', color: '#c0392b' },
  'did-not': { sign: ':white_check_mark:', color: '#2e8b57' },
  unknown: { sign: ':grey_question:', color: '#808080' },
};
const lookOf = ({ risk: { end } }: HeldRisk) => (end ? (endLooks[end.how] ?? endLooks.unknown) : standingLook);

/** What will be reached where, and who watches it, in one line. Spans of time count from `from`: from now, unless it is read much later. */
export function riskLine(held: HeldRisk, now: number, from = now): string {
  const { risk, hold } = held;
  const watcher = hold.watcher ? `${showUser(hold.watcher.by)} ${risk.end ? 'watched' : 'watches'} it` : '';
  const snooze = !risk.end && isSnoozed(hold, now) ? `:mute: snoozed until ${showMinute(hold.snooze!.until)}` : '';
  const what = `*${sayRisk((time) => describeRisk(risk, from, time))}*`;
  return [`${lookOf(held).sign} ${what}`, watcher, snooze].filter((part) => part !== '').join(' · ');
}

/** A sentence with its names escaped and its times in the reader's zone. */
function sayRisk(sentence: (time: (at: number) => string) => string): string {
  const { look, say: spoken } = createSpeaker(showMinute);
  return spoken(sentence(look.time), 400);
}

/** The message in the channel that stands for the risk. */
export function riskMessage(
  held: HeldRisk,
  { record, chart, now }: { record: RiskRecord; chart: ShownChart | null; now: number },
): OutgoingMessage {
  const { risk } = held;
  const line = riskLine(held, now, risk.seenAt);
  const more = sayRisk((time) => (risk.end ? describeEnd(risk, time) : describeReason(risk, time)));
  return {
    text: line,
    blocks: [section(`${line}\n${more}`), ...(chart ? [slackImage(chart.fileId, chart.altText)] : [])],
    colored: {
      color: lookOf(held).color,
      blocks: [
        context(escapeMrkdwn(describeRecord(record)), `\`${escapeMrkdwn(risk.id)}\``),
        ...(risk.end ? [] : [riskButtons(held, now)]),
      ],
    },
  };
}

function riskButtons({ risk: { id }, hold }: HeldRisk, now: number) {
  const snoozes = isSnoozed(hold, now)
    ? []
    : [
        button({ action: actionIds.snoozeRiskHour, text: 'Snooze 1 h', value: id }),
        button({ action: actionIds.snoozeRiskShift, text: 'Snooze 8 h', value: id }),
      ];
  return actions('risk', button({ action: actionIds.watchRisk, text: 'I watch it', value: id }), ...snoozes);
}

/** Said in the thread when a snooze is over and the risk stands still. */
export function riskAwake(held: HeldRisk): OutgoingMessage {
  const text = `The snooze of ${showUser(held.hold.snooze?.by ?? '')} is over: ${sayRisk((time) => describeRisk(held.risk, held.risk.seenAt, time))}`;
  return { text, blocks: [section(text)] };
}

/** Open risks for a list, with how many more there are. */
export function riskLines(held: readonly HeldRisk[], now: number, most: number): string[] {
  const more = held.length > most ? [`… and ${held.length - most} more: \`/noc risks\``] : [];
  return [...held.slice(0, most).map((one) => riskLine(one, now)), ...more];
}

/** When it was looked for risks, of which some or none stand, and what is over its limit. */
export function lookWords(look: LookAhead | null, standing: number, now: number): string {
  const fresh = freshLook(look, now);
  const when = sayRisk((time) => describeLook(look, now, time));
  const first =
    fresh && standing === 0 ? `Nothing points to a limit, ${when}.` : `${when[0]!.toUpperCase()}${when.slice(1)}.`;
  return [first, ...(fresh ? overWords(fresh) : [])].join(' ');
}

const overShown = 5;

function overWords({ over, more }: LookAhead): string[] {
  if (over.length === 0) return [];
  const left = Math.max(0, over.length - overShown) + more;
  const shown = over.slice(0, overShown).map((one) => escapeMrkdwn(describeOver(one), 200));
  return [`Over their limit: ${[...shown, ...(left > 0 ? [`${left} more`] : [])].join(', ')}.`];
}
