/** Makes what takes secrets out of a text, also as they look within an address. */
export function createHiding(secrets: readonly string[]): (text: string) => string {
  const hidden = secrets.filter((secret) => secret !== '').flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return (text) => hidden.reduce((left, secret) => left.replaceAll(secret, '<secret>'), text);
}
