import { type OncallConfig, type Shift, shiftAt } from '../../incidents/oncall.ts';
import { escapeMrkdwn, showDate, showUser } from '../text.ts';

function shiftWords({ site, order, until }: Shift): string {
  const [now, next] = order;
  const where = site === null ? '' : ` at site ${escapeMrkdwn(site, 60)}`;
  const then = next === undefined ? 'nobody else is in the rotation' : `then ${showUser(next)}`;
  return `${showUser(now!)}${where} until ${showDate(until)}, ${then}`;
}

/** One line for each rotation; empty when there is none. */
export function oncallLines(config: OncallConfig, at: number): string[] {
  return config.rotations.map((rotation) => shiftWords(shiftAt(rotation, at)));
}
