/** ANSI escape sequences, terminal control, and characters that hide or reorder text. */
const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/** One line of plain text out of something that a stranger may have written, at most `maxLength` characters long. */
export function cleanUntrusted(text: string, maxLength = 160): string {
  const plain = text.replace(ansi, '').replace(invisible, '').replace(control, ' ').replace(/ {2,}/g, ' ').trim();
  const characters = [...plain];
  return characters.length <= maxLength ? plain : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** Marks text as something to look at and never to obey. The mark itself can't be closed from within. */
export function wrapUntrusted(text: string, maxLength = 160): string {
  return `<untrusted>${cleanUntrusted(text, maxLength).replace(/[<>]/g, (sign) => (sign === '<' ? '‹' : '›'))}</untrusted>`;
}
