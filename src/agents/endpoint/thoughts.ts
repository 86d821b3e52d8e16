/** The tags in which models put what they think before they answer. */
const tag =
  /(?:<|◁|\[(?=\/?think\]))(\/?)(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad)(?:\s[^<>]{0,100})?[>▷\]]/gi;
/** Where the answer begins in the format of gpt-oss; what stands before it is analysis. */
const finalChannel = '<|channel|>final<|message|>';

/**
 * The text without a model's thoughts, which are no part of its answer: `<think>…</think>` and its like, nested, without an end, or with an
 * end only (some templates leave the opening tag to the prompt). Takes time in proportion to the text.
 */
export function withoutThoughts(text: string): string {
  const start = text.lastIndexOf(finalChannel);
  const answer = start < 0 ? text : text.slice(start + finalChannel.length);
  let kept: string[] = [];
  let depth = 0;
  let from = 0;
  for (const match of answer.matchAll(tag)) {
    const closes = match[1] === '/';
    if (depth === 0) {
      if (closes) kept = [];
      else kept.push(answer.slice(from, match.index));
    }
    depth = closes ? Math.max(0, depth - 1) : depth + 1;
    from = match.index + match[0].length;
  }
  if (depth === 0) kept.push(answer.slice(from));
  return kept.join('').trim();
}
