import { escapeMrkdwn, showUser } from './text.ts';

/** Writes sentences that another room composes, for Slack: names as text, moments in the reader's zone, people as mentions. */
export interface Speaker {
  /** How the composing room writes a moment or a person: as a mark that `say` finds again. */
  look: { time(at: number): string; user(user: string): string };
  /** Escapes a sentence that was composed with `look`, and then writes its marks. A name that looks like a mark is text, unless the same mark was made. */
  say(sentence: string, max?: number): string;
}

/** @param time how a moment is written for Slack */
export function createSpeaker(time: (at: number) => string): Speaker {
  const marks = new Map<string, string>();
  const mark = (name: string, written: string) => {
    marks.set(`[[${name}]]`, written);
    return `[[${name}]]`;
  };
  return {
    look: {
      time: (at) => mark(String(at), time(at)),
      // What is no id of a person is text like any other, and escaped with it.
      user: (user) => (/^\w{1,40}$/.test(user) ? mark(`user ${user}`, showUser(user)) : user),
    },
    say: (sentence, max = 1500) =>
      escapeMrkdwn(sentence, max).replace(/\[\[[\w ]{1,50}\]\]/g, (found) => marks.get(found) ?? found),
  };
}
