import type { State } from './state.ts';

const markup = /<(?:[@#!][^<>\s|]+|https?:\/\/[^<>\s|]+|mailto:[^<>\s|]+)(?:\|[^<>]*)?>/g;

/**
 * What Slack makes of what a person types: special characters escaped, `@name` and `#channel` turned into links.
 * Text that holds links already (`<@U1>`) keeps them.
 */
export function encodeTyped(typed: string, state: State): string {
  const kept = typed.match(markup) ?? [];
  const pieces = typed.split(markup).map((piece) => link(escapeText(piece), state));
  return pieces.map((piece, index) => piece + (kept[index] ?? '')).join('');
}

const escapeText = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function link(piece: string, state: State): string {
  return piece
    .replace(/(^|[\s(])@([\w.-]*\w)/g, (whole, before, name) => {
      const user = [...state.users.values()].find((one) => one.name.toLowerCase() === name.toLowerCase());
      const group = state.userGroups.find((one) => one.handle === name);
      if (user) return `${before}<@${user.id}>`;
      return group ? `${before}<!subteam^${group.id}>` : whole;
    })
    .replace(/(^|[\s(])#([\w-]+)/g, (whole, before, name) => {
      const channel = state.findChannel(name);
      return channel ? `${before}<#${channel.id}|${channel.name}>` : whole;
    })
    .replace(/(^|[\s(])(https?:\/\/[^\s<>]+)/g, (_whole, before, url) => `${before}<${url}>`);
}
