// traffic DEMAND…: UDP of a constant rate through the lab until it is ended.
//
// A demand is FROM_NAMESPACE,FROM_ADDRESS,TO_NAMESPACE,TO_ADDRESS,KBIT_S,BYTES,FLOWS: so much on the wire, in frames of so many bytes, shared
// out evenly over so many flows that differ in their source port. What arrives is counted by the ports of the devices and thrown away.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { max_demands = 128, headers = 42, first_source = 20000, first_target = 9000, scanned_ports = 50000, scanning_sockets = 8 };
static const uint64_t tick_ns = 2000000;

struct demand { double frames_per_ns, owed; int payload, flows, next, scans, *sockets; struct sockaddr_in target; };

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void fail(const char *what) { fprintf(stderr, "traffic: %s: %s\n", what, strerror(errno)); exit(1); }

static void enter(const char *namespace) {
  char path[128];
  snprintf(path, sizeof path, "/run/netns/%s", namespace);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || setns(fd, CLONE_NEWNET)) fail(namespace);
  close(fd);
}

static int udp(const char *address, int port) {
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(port)};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (inet_pton(AF_INET, address, &own.sin_addr) != 1) errno = EINVAL, fail(address);
  if (fd < 0 || bind(fd, (void *)&own, sizeof own)) fail(address);
  return fd;
}

static void prepare(struct demand *d, char *text, int number) {
  char *part[7], *rest;
  int parts = 0;
  for (char *p = strtok_r(text, ",", &rest); p && parts < 7; p = strtok_r(NULL, ",", &rest)) part[parts++] = p;
  if (parts != 7) errno = EINVAL, fail("a demand has seven parts");
  double kbits = atof(part[4]);
  int bytes = atoi(part[5]);
  d->flows = atoi(part[6]), d->payload = bytes - headers, d->owed = 0, d->next = 0;
  if (kbits <= 0 || bytes <= headers || bytes > 1514 || d->flows < 0 || d->flows > 1024) errno = EINVAL, fail("rate, bytes or flows");
  d->frames_per_ns = kbits * 1e3 / 8 / bytes / 1e9;
  d->scans = d->flows == 0;
  if (d->scans) d->flows = scanning_sockets;
  // The receiver: a filter that lets nothing through costs less than reading, and without it the far end would send errors back.
  enter(part[2]);
  struct sock_filter nothing = {BPF_RET | BPF_K, 0, 0, 0};
  struct sock_fprog program = {1, &nothing};
  int sink = udp(part[3], first_target + number);
  if (setsockopt(sink, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program)) fail("filter");
  d->target = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(first_target + number)};
  inet_pton(AF_INET, part[3], &d->target.sin_addr);
  enter(part[0]);
  d->sockets = calloc(d->flows, sizeof(int));
  for (int i = 0; i < d->flows; i++) {
    d->sockets[i] = udp(part[1], first_source + number * 1024 % 40000 + i);
    if (!d->scans && connect(d->sockets[i], (void *)&d->target, sizeof d->target)) fail("connect");
  }
}

static void send_one(struct demand *d, const char *payload) {
  static int scanned;
  struct sockaddr_in *target = d->scans ? &d->target : NULL;
  if (target) target->sin_port = htons(10000 + scanned++ / d->flows % scanned_ports);
  if (sendto(d->sockets[d->next], payload, d->payload, MSG_DONTWAIT, (void *)target, target ? sizeof *target : 0) < 0 && errno == EBADF) fail("send");
  d->next = (d->next + 1) % d->flows;
}

int main(int arguments, char **argument) {
  static struct demand demands[max_demands];
  static char payload[1514];
  int count = arguments - 1;
  if (count < 1 || count > max_demands) { fprintf(stderr, "use: traffic DEMAND…\n"); return 2; }
  prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody is left to end it
  for (int i = 0; i < count; i++) prepare(&demands[i], argument[i + 1], i);
  struct sched_param priority = {.sched_priority = 10};
  if (sched_setscheduler(0, SCHED_RR, &priority)) fprintf(stderr, "traffic: no real-time priority: the rate will not be even\n");
  puts("ready"), fflush(stdout);
  uint64_t last = now_ns(), next = last;
  for (;;) {
    uint64_t now = now_ns();
    for (int i = 0; i < count; i++) {
      struct demand *d = &demands[i];
      for (d->owed += d->frames_per_ns * (now - last); d->owed >= 1; d->owed--) {
        // A full queue or a way that is missing for a moment loses the frame, as it would for anybody.
        send_one(d, payload);
      }
    }
    last = now;
    next = next + tick_ns > now ? next + tick_ns : now + tick_ns;
    struct timespec at = {next / 1000000000ull, next % 1000000000ull};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
  }
}
