// flow-exporter: counts the flows that cross a device, with a flaw that was made on purpose.
//
// It takes each packet and looks its flow up one after the other. Flows that are idle are dropped only while no packet waits. A scan of many
// addresses fills its list, and from then on ordinary traffic keeps it busy, without the scan and without end, until the traffic goes another
// way. So the load of its device follows the traffic, which forwarding in the kernel does not.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

// As wide as a record with all its counters, so that each step to the next is one to memory.
struct flow { struct flow *next; uint32_t from, to, ports; time_t seen; unsigned long packets, counters[27]; };
static struct flow *flows;
static const int idle_seconds = 10;

static time_t seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec;
}

static void count(uint32_t from, uint32_t to, uint32_t ports) {
  struct flow *flow = flows;
  while (flow && !(flow->from == from && flow->to == to && flow->ports == ports)) flow = flow->next;
  if (!flow) {
    flow = calloc(1, sizeof *flow);
    flow->from = from, flow->to = to, flow->ports = ports, flow->next = flows;
    flows = flow;
  }
  flow->seen = seconds(), flow->packets++;
}

static void drop_idle(void) {
  time_t now = seconds();
  for (struct flow **at = &flows; *at;) {
    struct flow *flow = *at;
    if (now - flow->seen < idle_seconds) { at = &flow->next; continue; }
    *at = flow->next;
    free(flow);
  }
}

int main(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, "telemetryd");
  int fd = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP)), buffer = 1 << 20;
  if (fd < 0) { perror("flow-exporter"); return 1; }
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  for (time_t dropped = 0;;) {
    struct pollfd waits = {.fd = fd, .events = POLLIN};
    if (poll(&waits, 1, 0) == 0) {
      if (seconds() != dropped) drop_idle();
      dropped = seconds();
      poll(&waits, 1, 1000);
    }
    uint8_t packet[64];
    struct sockaddr_ll where;
    socklen_t size = sizeof where;
    int length = recvfrom(fd, packet, sizeof packet, MSG_DONTWAIT, (void *)&where, &size);
    if (length < 24 || where.sll_pkttype == PACKET_OUTGOING) continue;
    uint32_t from, to, ports = 0;
    memcpy(&from, packet + 12, 4), memcpy(&to, packet + 16, 4);
    if (packet[9] == 17 || packet[9] == 6) memcpy(&ports, packet + 4 * (packet[0] & 15), 4);
    count(from, to, ports);
  }
}
