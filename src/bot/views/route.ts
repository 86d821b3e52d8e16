import type { Recommendation } from '../../routes/recommendation.ts';
import { describeRoute } from '../../routes/route-words.ts';
import { actionIds } from '../action-ids.ts';
import { actions, button, section } from '../blocks.ts';
import type { OutgoingMessage } from '../message.ts';
import { escapeMrkdwn } from '../text.ts';

/** What the button asks for. It proves nothing: whether the change is recommended is judged anew when it is pressed. */
export interface RouteOffer {
  from: string;
  to: string;
  link: string;
  cost: number;
}

/** Values of buttons take no more, and no other characters. */
const longestValue = 200;

export const writeOffer = ({ from, to, link, cost }: RouteOffer): string =>
  [from, to, link, String(cost)].map(encodeURIComponent).join('&');

/** Undefined for what is no offer. */
export function readOffer(value: string): RouteOffer | undefined {
  const parts = value.split('&');
  const [from, to, link, cost] = parts.map(decode);
  if (parts.length !== 4 || !from || !to || !link || !/^[1-9]\d{0,4}$/.test(cost ?? '')) return undefined;
  return { from, to, link, cost: Number(cost) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

/** The way of a pair, what is recommended, and the button that makes a plan of it. */
export function routeMessage(told: Recommendation): OutgoingMessage {
  const { title, lines } = describeRoute(told);
  const head = `*${escapeMrkdwn(title, 200)}*`;
  const { from, to, change } = told;
  const value = change ? writeOffer({ from, to, link: change.link, cost: change.cost }) : '';
  const offers = told.verdict === 'change' && value.length <= longestValue;
  return {
    text: `${head}: ${escapeMrkdwn(lines.join(' '), 1500)}`,
    blocks: [
      section([head, ...lines.map((line) => escapeMrkdwn(line, 700))].join('\n').slice(0, 2900)),
      ...(offers
        ? [
            actions(
              'route',
              button({ action: actionIds.proposeRoute, text: 'Propose this change', value, style: 'primary' }),
            ),
          ]
        : []),
    ],
  };
}
