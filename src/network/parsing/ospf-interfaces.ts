import { linesOfBlock } from './block-config.ts';

/**
 * Whether an interface runs OSPF, from its block of the configuration: by a line of its own, or because one of its addresses stands in a
 * `network … area …` of a process.
 */
export function runsOspf(text: string, block: readonly string[]): boolean {
  if (block.some((line) => /^ip ospf (?:\d+ )?area \S/.test(line))) return true;
  const networks = [...text.matchAll(/^ +network (\d[\d.]+)(?:\/(\d+)| (\d[\d.]+)) area /gm)];
  return addressesOf(text, block).some((address) =>
    networks.some(([, base, length, wildcard]) => {
      const anyBits = wildcard === undefined ? hostBits(Number(length)) : asNumber(wildcard);
      return (address | anyBits) === (asNumber(base!) | anyBits);
    }),
  );
}

/** An interface without an address of its own may use that of another one. */
function addressesOf(text: string, block: readonly string[]): number[] {
  const lender = block.flatMap((line) => /^ip (?:address )?unnumbered (\S+)/.exec(line)?.[1] ?? [])[0];
  const lines = lender === undefined ? block : (linesOfBlock(text, `interface ${lender}`) ?? []);
  return lines.flatMap((line) => /^ip address (\d[\d.]+)/.exec(line)?.[1] ?? []).map(asNumber);
}

const hostBits = (length: number) => (length === 0 ? -1 : (2 ** (32 - length) - 1) | 0);

/** As a signed number of 32 bits, which is what the operators on bits make of it. */
const asNumber = (address: string) => address.split('.').reduce((sum, part) => (sum << 8) | Number(part), 0);

/** `number` is the cost; "none" without a line; null where it is set for one address only, which a plan could not set or take back. */
export function costOf(block: readonly string[]): number | 'none' | null {
  const values = block.filter((line) => line.startsWith('ip ospf cost ')).map((line) => line.slice(13));
  if (values.length === 0) return 'none';
  return values.length === 1 && /^\d+$/.test(values[0]!) ? Number(values[0]) : null;
}
