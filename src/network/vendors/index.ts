import type { Vendor } from '../vendor.ts';
import { eos } from './eos.ts';
import { frr } from './frr.ts';
import { iosXe } from './ios-xe.ts';
import { junos } from './junos.ts';

/** Every vendor that the product speaks. One file of this folder each. */
export const vendors: readonly Vendor[] = [frr, iosXe, eos, junos];

export function findVendor(list: readonly Vendor[], platform: string): Vendor | undefined {
  return list.find((vendor) => vendor.id === platform);
}
