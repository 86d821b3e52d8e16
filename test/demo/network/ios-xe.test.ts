import { beforeEach, describe, expect, it } from 'vitest';
import { createIosXe } from '../../../demo/network/cli/ios-xe/platform.ts';
import type { CliSession, DevicePlatform } from '../../../demo/network/cli/session.ts';
import { loadNetworkSpec } from '../../../demo/network/spec.ts';
import { createTerminal } from '../../../demo/network/ssh/terminal.ts';
import { createRandom } from '../../../demo/network/world/random.ts';
import type { World } from '../../../demo/network/world/world.ts';
import { createWorld } from '../../../demo/network/world/world.ts';

const spec = loadNetworkSpec();

let world: World;
let platform: DevicePlatform;
let session: CliSession;
let now: number;
let timers: { at: number; act: () => void }[];
let ownLines: string[];

beforeEach(() => {
  now = Date.UTC(2026, 10, 23, 5, 0, 0);
  world = createWorld(spec, 3);
  world.step(now);
  timers = [];
  ownLines = [];
  const device = world.devices.get('Router-B');
  if (!device) throw new Error('no Router-B');
  platform = createIosXe({
    world,
    device,
    clock: () => now,
    random: createRandom(1),
    logOwn: (line) => ownLines.push(line),
    later: (ms, act) => {
      const timer = { at: now + ms, act };
      timers.push(timer);
      return () => {
        timers = timers.filter((own) => own !== timer);
      };
    },
  });
  session = platform.openCli({ user: 'netops', readOnly: false });
});

const type = (...lines: string[]) =>
  lines.map((line) => session.execute(line)).at(-1) as ReturnType<CliSession['execute']>;
const running = () =>
  session.execute(session.prompt().includes('(') ? 'do show running-config' : 'show running-config').output;

describe('the description with an IOS-XE router', () => {
  it('lets the link ends follow the names of its interfaces', () => {
    expect(spec.scenarios.latency?.places[1]).toEqual({ device: 'Router-B', interface: 'GigabitEthernet1' });
    expect(world.devices.get('Router-A')?.config.interfaces.eth1?.description).toBe('L1 to Router-B GigabitEthernet1');
    expect(world.path('Router-A', 'Router-B')).toHaveLength(1);
  });
});

describe('configuring', () => {
  it('walks the modes with prompts of its own', () => {
    expect(session.prompt()).toBe('Router-B#');
    expect(type('configure terminal').output).toBe('Enter configuration commands, one per line.  End with CNTL/Z.\n');
    expect(session.prompt()).toBe('Router-B(config)#');
    type('interface gi1');
    expect(session.prompt()).toBe('Router-B(config-if)#');
    expect(type('ip ospf cost 1000')).toMatchObject({ output: '', accepted: true, effect: 'change' });
    type('router ospf 1');
    expect(session.prompt()).toBe('Router-B(config-router)#');
    type('max-metric router-lsa', 'end');
    expect(running()).toContain('\n ip ospf cost 1000\n');
    expect(running()).toContain(
      'router ospf 1\n router-id 10.0.0.12\n max-metric router-lsa\n passive-interface GigabitEthernet4\n',
    );
    expect(running()).toContain('! Last configuration change at 05:00:00 UTC Mon Nov 23 2026 by netops\n');
    expect(type('show ip ospf interface GigabitEthernet1').output).toContain(
      'Network Type POINT_TO_POINT, Cost: 1000\n',
    );
    expect(world.path('Router-B', 'Router-A')?.[0]?.to).toBe('Router-A');
  });

  it('puts the caret under the wrong word', () => {
    const { output, accepted, effect } = type('show ip bogus');
    expect(output).toBe(`${' '.repeat('Router-B#show ip '.length)}^\n% Invalid input detected at '^' marker.\n\n`);
    expect([accepted, effect]).toEqual([false, 'read']);
    expect(type('show ip').output).toBe('% Incomplete command.\n\n');
  });

  it('refuses an account that may only read, whatever the abbreviation', () => {
    const reader = platform.openCli({ user: 'reader', readOnly: true });
    for (const line of [
      'configure terminal',
      'conf t',
      'CONF T',
      'write memory',
      'wr',
      'configure terminal revert timer 5',
    ]) {
      expect(reader.execute(line)).toMatchObject({
        output: 'Command authorization failed.\n\n',
        accepted: false,
        effect: 'read',
      });
    }
    expect(reader.execute('show ip ospf neighbor').output).toMatch(
      /10\.0\.0\.11 {9}0 {3}FULL\/ {2}- {8}00:00:0\d {4}10\.0\.100\.1/,
    );
  });
});

describe('a confirmed change', () => {
  const change = ['configure terminal revert timer 5', 'interface GigabitEthernet1', 'ip ospf cost 1000', 'end'];
  const cost = () => world.devices.get('Router-B')?.config.interfaces.GigabitEthernet1?.ospf?.cost;

  it('goes back by itself when the timer ends', () => {
    expect(type('configure terminal revert timer 5').output).toContain(
      'Rollback Confirmed Change: Backing up current running config to bootflash:archive-',
    );
    type('interface Gi1', 'ip ospf cost 1000', 'end');
    expect(type('show archive config rollback timer').output).toContain('Timer value: 5 min\n');
    expect(timers).toMatchObject([{ at: now + 300_000 }]);
    timers[0]?.act();
    expect(cost()).toBe(10);
    expect(ownLines).toEqual(['configure revert (timer)']);
    expect(type('configure confirm')).toMatchObject({
      output: '%No Rollback Confirmed Change pending\n',
      accepted: false,
    });
  });

  it('stays when it is confirmed', () => {
    type(...change);
    expect(type('show archive config differences').output).toBe(
      '!Contextual Config Diffs:\ninterface GigabitEthernet1\n -ip ospf cost 10\n +ip ospf cost 1000\n\n',
    );
    expect(type('configure confirm')).toMatchObject({ output: '', accepted: true, effect: 'change' });
    expect(timers).toEqual([]);
    expect(cost()).toBe(1000);
  });

  it('goes back at once when asked to', () => {
    type(...change);
    expect(type('configure revert now').output).toContain('Rollback Done\n');
    expect(cost()).toBe(10);
    expect(timers).toEqual([]);
    expect(type('configure revert now').accepted).toBe(false);
  });

  it('is refused without an archive', () => {
    type('configure terminal', 'archive', 'no path', 'end');
    expect(type('configure terminal revert timer 5')).toMatchObject({
      output: '%Turn config archive on before using Rollback Confirmed Change\n',
      accepted: false,
    });
    expect(session.prompt()).toBe('Router-B#');
  });
});

describe('the terminal', () => {
  it('pages until terminal length is 0', () => {
    let shown = '';
    const terminal = createTerminal({
      session,
      pty: true,
      write: (text) => {
        shown += text;
      },
      run: (line) => ({ result: session.execute(line), delayMs: 0 }),
      close: () => {},
    });
    terminal.input('show running-config\r');
    expect(shown).toMatch(/ --More-- $/);
    terminal.input('q');
    expect(shown).toMatch(/Router-B#$/);
    shown = '';
    terminal.input('terminal length 0\rshow running-config\r');
    expect(shown).not.toContain('--More--');
    expect(shown).toMatch(/\r\nend\r\n\r\nRouter-B#$/);
  });
});

it('shows routes, interfaces and processes in its own words', () => {
  expect(type('show ip route 10.1.0.10').output).toContain(
    'Known via "ospf 1", distance 110, metric 20, type intra area',
  );
  expect(type('show ip interface brief').output).toContain(
    'GigabitEthernet1       10.0.100.2      YES NVRAM  up                    up',
  );
  expect(type('show processes memory sorted').output).toContain('OSPF-1 Router');
  expect(type('ping 10.0.100.1 repeat 3').output).toMatch(
    /Success rate is 100 percent \(3\/3\), round-trip min\/avg\/max = \d\/\d\/\d ms/,
  );
  expect(type('show running-config | section router ospf').output.split('\n')[0]).toBe('router ospf 1');
});
