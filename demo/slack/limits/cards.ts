import type { Fields } from '../entities.ts';
import { checkChoice, checkElements, checkRichText } from './block-parts.ts';
import { checkImage } from './elements.ts';
import { checkString, checkText, isFields, type Place } from './problem.ts';

export function checkCard(card: Fields, place: Place): void {
  if (![card.hero_image, card.title, card.actions, card.body].some((part) => part !== undefined)) {
    place.report('must have hero_image, title, actions or body');
  }
  checkText(card.title, place.at('title'), { max: 150 });
  checkText(card.subtitle, place.at('subtitle'), { max: 150 });
  checkText(card.body, place.at('body'), { max: 200 });
  for (const key of ['hero_image', 'icon']) if (isFields(card[key])) checkImage(card[key], place.at(key));
  if (card.actions === undefined) return;
  checkElements({ elements: card.actions }, renamed(place), { max: 5, allowed: ['button'] });
}

/** A card's buttons stand under `actions`, not under `elements`. */
const renamed = (place: Place): Place => ({ ...place, at: (key) => place.at(key === 'elements' ? 'actions' : key) });

export function checkTaskCard(task: Fields, place: Place): void {
  checkString(task.task_id, place.at('task_id'), { max: 255, min: 1, required: true });
  checkString(task.title, place.at('title'), { max: 255, min: 1, required: true });
  checkChoice(task.status, place.at('status'), ['pending', 'in_progress', 'complete', 'error']);
  for (const key of ['details', 'output']) if (isFields(task[key])) checkRichText(task[key], place.at(key));
}
