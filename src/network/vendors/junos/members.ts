/** What each member of a chassis or cluster says, where each has a part of its own below a line such as `fpc0:` or `node1:`; else the whole text. */
export function partsOfMembers(text: string): string[] {
  const parts = text.split(/^(?:fpc|node|member|re|routing-engine)\d+:\n/m);
  return parts.length === 1 ? parts : parts.slice(1);
}
