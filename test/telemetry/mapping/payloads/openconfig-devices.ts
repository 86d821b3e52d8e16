import type { Payload } from './payload.ts';

/** Processors and memories of OpenConfig (https://github.com/openconfig/public, release/models/system and platform). */
export const openconfigDevices: Payload[] = [
  {
    name: 'OpenConfig: cores; the row about all of them is the mean, and no core',
    lines: [
      ...[0, 1, 2, 3].map(
        (core) => `sub1,source=leaf1,cpu_index=${core} /system/cpus/cpu/state/total/instant=${10 + core * 20}u {0}`,
      ),
      'sub1,source=leaf1,cpu_index=ALL /system/cpus/cpu/state/total/instant=41u {0}',
    ],
    right: ['leaf1 cpu_pct 41', 'leaf1 cpu_max_pct 70'],
  },
  {
    name: 'OpenConfig: processors of two cards',
    lines: [
      'x,source=leaf1,component_name=CPU0 /components/component/cpu/utilization/state/instant=10u {0}',
      'x,source=leaf1,component_name=CPU1 /components/component/cpu/utilization/state/instant=50u {0}',
      'x,source=leaf2,component_name=CPU0 /components/component/cpu/utilization/state/avg=10u {0}',
      'x,source=leaf2,component_name=CPU1 /components/component/cpu/utilization/state/avg=50u {0}',
      'x,source=leaf3,cpu_index=0 /system/cpus/cpu/state/total/avg=10u {0}',
      'x,source=leaf3,cpu_index=1 /system/cpus/cpu/state/total/avg=50u {0}',
      'x,source=leaf4,cpu_index=0 /system/cpus/cpu/state/idle/instant=90u {0}',
      'x,source=leaf4,cpu_index=1 /system/cpus/cpu/state/idle/instant=50u {0}',
    ],
    right: [1, 2, 3, 4].flatMap((at) => [`leaf${at} cpu_pct 30`, `leaf${at} cpu_max_pct 50`]),
  },
  {
    name: 'OpenConfig: a processor of which only the idle share is sent, as by EOS',
    lines: [
      'gnmi_sys_cpu,index=ALL,path=/system/cpus/cpu/state,source=leaf1 hardware_interrupt/min_time=1709805343567684412u,idle/avg=89u,idle/instant=90u {0}',
      'gnmi_sys_memory,path=/system/memory/state,source=leaf1 physical=8000000000u,used=2000000000u {0}',
    ],
    ours: true,
    right: ['leaf1 cpu_pct 10', 'leaf1 cpu_max_pct 10', 'leaf1 memory_pct 25'],
  },
  {
    name: 'OpenConfig: the instant counts before the average, and an average is better than nothing',
    lines: [
      'sub1,source=leaf1,cpu_index=0 /system/cpus/cpu/state/total/avg=50u,/system/cpus/cpu/state/total/instant=10u,/system/cpus/cpu/state/idle/instant=60u {0}',
      'sub1,source=leaf2,cpu_index=0 /system/cpus/cpu/state/total/avg=50u {0}',
      'sub1,source=leaf3,component_name=CPU0 /components/component/cpu/utilization/state/avg=50u,/components/component/cpu/utilization/state/instant=10u {0}',
      'sub1,source=leaf4,component_name=CPU0 /components/component/cpu/utilization/state/avg=50u {0}',
    ],
    right: [10, 50, 10, 50].flatMap((percent, at) => [
      `leaf${at + 1} cpu_pct ${percent}`,
      `leaf${at + 1} cpu_max_pct ${percent}`,
    ]),
  },
  {
    name: 'OpenConfig: a line for each leaf of the memory, of the system and of a component',
    lines: [
      'sub1,source=leaf1 /system/memory/state/physical=1000u {0}',
      'sub1,source=leaf1 /system/memory/state/used=250u {0}',
      'sub1,source=leaf2,component_name=Chassis /components/component/state/memory/available=1000u {0}',
      'sub1,source=leaf2,component_name=Chassis /components/component/state/memory/utilized=400u {0}',
      'sub1,source=leaf3 /system/memory/state/used=250u,/system/memory/state/free=250u {0}',
    ],
    right: ['leaf1 memory_pct 25', 'leaf2 memory_pct 40', 'leaf3 memory_pct 50'],
  },
  {
    name: 'OpenConfig by Telegraf: names behind no path are those below a component',
    lines: [
      'optical_channel,component_name=CM-1,source=r1 cpu/openconfig_platform_cpu:utilization/state/avg=13u,cpu/openconfig_platform_cpu:utilization/state/instant=16u,cpu/openconfig_platform_cpu:utilization/state/interval=3600000000000u,cpu/openconfig_platform_cpu:utilization/state/max=17u,name="CM-1",state/memory/available=8000u,state/memory/utilized=2000u,state/temperature/avg=20.5,state/temperature/instant=20.399999618530273 {0}',
    ],
    ours: true,
    right: ['r1 cpu_pct 16', 'r1 cpu_max_pct 16', 'r1 memory_pct 25'],
  },
];
