/** Statements whose rest is free text that anybody may have written. */
const freeText = new Set(
  [
    'description banner remark hostname host-name name alias message annotate contact location username user login group',
    'community route-map class-map policy-map prefix-list access-list key-chain domain',
  ]
    .join(' ')
    .split(' '),
);
const mostStatements = 6;
const mostWords = 5;

/**
 * The statements that a configuration difference touches, such as "ip ospf cost of interface eth1". Only key words and interface names of the
 * block come through: values, descriptions and names in a configuration are what strangers may write.
 */
export function readDiff(diff: string): string[] {
  let block = '';
  const statements = new Set<string>();
  for (const line of diff.split('\n')) {
    if (/^ {2}\S/.test(line)) block = keyWords(line.trim(), { names: true });
    else if (/^[-+] {2}/.test(line)) statements.add(`${keyWords(line.slice(1).trim())}${block && ` of ${block}`}`);
    else if (/^[-+] /.test(line)) statements.add(keyWords(line.slice(1).trim(), { names: true }));
  }
  const all = [...statements].filter((text) => text !== '');
  const more = all.length - mostStatements;
  return more > 0 ? [...all.slice(0, mostStatements), `${more} more`] : all;
}

const blockName = /^(?:[A-Za-z]{2,20}-?\d[\d/.:]{0,15}|lo|\d{1,10})$/;

function keyWords(line: string, { names = false } = {}): string {
  const words: string[] = [];
  for (const word of line.replace(/^(?:no|set|delete) /, '').split(/\s+/)) {
    const isKey = /^[a-z][a-z0-9-]{0,24}$/.test(word);
    if (!isKey && !(names && blockName.test(word))) break;
    words.push(word);
    if (freeText.has(word) || words.length === mostWords) break;
  }
  return words.join(' ');
}
