import { deviceNames } from './device-names.ts';
import { devices } from './devices.ts';
import { eosNative } from './eos-native.ts';
import { fieldCases } from './field-cases.ts';
import { gnmi } from './gnmi.ts';
import { gnmiForms } from './gnmi-forms.ts';
import { interfaceNames } from './interface-names.ts';
import { iosXe } from './ios-xe.ts';
import { openconfig } from './openconfig.ts';
import { openconfigDevices } from './openconfig-devices.ts';
import type { Payload } from './payload.ts';
import { snmp } from './snmp.ts';
import { snmpInterfaces } from './snmp-interfaces.ts';
import { snmpProcessors } from './snmp-processors.ts';
import { srLinux } from './sr-linux.ts';
import { telegraf } from './telegraf.ts';
import { telegrafInputs } from './telegraf-inputs.ts';
import { values } from './values.ts';
import { yang } from './yang.ts';

/** What senders write and what is right of it, by the definitions of their MIBs, models and documentation. A file for each family. */
export const families: Record<string, Payload[]> = {
  ...{
    snmp,
    snmpInterfaces,
    snmpProcessors,
    telegraf,
    telegrafInputs,
    gnmi,
    gnmiForms,
    openconfig,
    yang,
    srLinux,
    iosXe,
    openconfigDevices,
    eosNative,
  },
  ...{ devices, deviceNames, interfaceNames, values, fieldCases },
};

export const payloads: Payload[] = Object.values(families).flat();
