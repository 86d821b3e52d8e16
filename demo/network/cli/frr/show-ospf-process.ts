import { formatAge, frrJson } from '../format.ts';
import { neighborsOf } from '../neighbors.ts';
import type { DeviceContext } from '../session.ts';

interface Facts {
  routerId: string;
  interfaces: number;
  activeInterfaces: number;
  neighbors: number;
  lsas: number;
  spfAgeMs: number;
  spfRuns: number;
  maxMetric: boolean;
}

function factsOf(context: DeviceContext): Facts {
  const { world, device, clock } = context;
  const { routerId, maxMetric } = device.config.ospf;
  const ospf = Object.values(device.config.interfaces).filter(
    (config) => config.ospf && device.hardware.has(config.name),
  );
  const net = world.network();
  return {
    routerId,
    maxMetric,
    interfaces: ospf.length,
    activeInterfaces: ospf.filter((config) => !config.shutdown).length,
    neighbors: neighborsOf(context).length,
    lsas: net.tables.get(device.name)?.size ?? 1,
    spfAgeMs: Math.max(0, clock() - net.at),
    spfRuns: net.runs + 4,
  };
}

export function showOspf(context: DeviceContext): string {
  const facts = factsOf(context);
  const none = (what: string) => `   Number of ${what} LSA 0. Checksum Sum 0x00000000`;
  const lines = [
    ` OSPF Routing Process, Router ID: ${facts.routerId}`,
    ' Supports only single TOS (TOS0) routes',
    ' This implementation conforms to RFC2328',
    ' RFC1583Compatibility flag is disabled',
    ' OpaqueCapability flag is disabled',
    ' Initial SPF scheduling delay 50 millisec(s)',
    ' Minimum hold time between consecutive SPFs 200 millisec(s)',
    ' Maximum hold time between consecutive SPFs 2000 millisec(s)',
    ' Hold time multiplier is currently 1',
    ` SPF algorithm last executed ${formatAge(facts.spfAgeMs)} ago`,
    ' Last SPF duration 96 usecs',
    ' SPF timer is inactive',
    ' LSA minimum interval 200 msecs',
    ' LSA minimum arrival 100 msecs',
    ' Write Multiplier set to 20 ',
    ' Refresh timer 10 secs',
    ' Maximum multiple paths(ECMP) supported 4',
    ' Administrative distance 110',
    ' Number of external LSA 0. Checksum Sum 0x00000000',
    ' Number of opaque AS LSA 0. Checksum Sum 0x00000000',
    ' Number of areas attached to this router: 1',
    ' All adjacency changes are logged',
    ' Area ID: 0.0.0.0 (Backbone)',
    `   Number of interfaces in this area: Total: ${facts.interfaces}, Active: ${facts.activeInterfaces}`,
    ...(facts.maxMetric
      ? ['   Originating stub / maximum-distance Router-LSA', '     Administratively activated (indefinitely)']
      : []),
    `   Number of fully adjacent neighbors in this area: ${facts.neighbors}`,
    '   Area has no authentication',
    `   SPF algorithm executed ${facts.spfRuns} times`,
    `   Number of LSA ${facts.lsas}`,
    `   Number of router LSA ${facts.lsas}. Checksum Sum 0x0003c0b8`,
    ...['network', 'summary', 'ASBR summary', 'NSSA', 'opaque link', 'opaque area'].map(none),
    '',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

export function showOspfJson(context: DeviceContext): string {
  const facts = factsOf(context);
  return frrJson({
    routerId: facts.routerId,
    tosRoutesOnly: true,
    rfc2328Conform: true,
    spfScheduleDelayMsecs: 50,
    holdtimeMinMsecs: 200,
    holdtimeMaxMsecs: 2000,
    holdtimeMultplier: 1,
    spfLastExecutedMsecs: facts.spfAgeMs,
    spfLastDurationMsecs: 0,
    lsaMinIntervalMsecs: 200,
    lsaMinArrivalMsecs: 100,
    writeMultiplier: 20,
    refreshTimerMsecs: 10_000,
    maximumPaths: 4,
    preference: 110,
    lsaExternalCounter: 0,
    lsaExternalChecksum: 0,
    lsaAsopaqueCounter: 0,
    lsaAsOpaqueChecksum: 0,
    attachedAreaCounter: 1,
    adjacencyChangesLoggedAll: true,
    areas: {
      '0.0.0.0': {
        backbone: true,
        areaIfTotalCounter: facts.interfaces,
        areaIfActiveCounter: facts.activeInterfaces,
        ...(facts.maxMetric && { originStubMaxDistRouterLsa: true, indefiniteActiveAdmin: true }),
        nbrFullAdjacentCounter: facts.neighbors,
        authentication: 'authenticationNone',
        spfExecutedCounter: facts.spfRuns,
        lsaNumber: facts.lsas,
        lsaRouterNumber: facts.lsas,
        lsaRouterChecksum: 245_944,
        lsaNetworkNumber: 0,
        lsaNetworkChecksum: 0,
        lsaSummaryNumber: 0,
        lsaSummaryChecksum: 0,
        lsaAsbrNumber: 0,
        lsaAsbrChecksum: 0,
        lsaNssaNumber: 0,
        lsaNssaChecksum: 0,
        lsaOpaqueLinkNumber: 0,
        lsaOpaqueLinkChecksum: 0,
        lsaOpaqueAreaNumber: 0,
        lsaOpaqueAreaChecksum: 0,
      },
    },
  });
}
