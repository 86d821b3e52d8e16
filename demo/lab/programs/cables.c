// cables SOCKET: the cables between the devices of the lab, for kernels without netem.
//
// A cable is a pair of TAP ports, one in each namespace. This program copies frames between them and adds, per direction, delay, jitter,
// loss and a rate. A frame that finds no room waits in the port of the device, so what is dropped there stands in the device's own counters.
//
// One command a line over the socket, one answer a line, `ok` or `error …`:
//   add CABLE NAMESPACE PORT NAMESPACE PORT
//   set CABLE ab|ba|both KEY=NUMBER …     delay and jitter in ms, loss in %, rate in kbit/s (0 for none)
//   carrier CABLE 0|1                     pulls the plug at both ends, or puts it in again
//   stats                                 JSON
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { max_cables = 64, frame_bytes = 2048, waiting_frames = 8192, frames_at_once = 64 };
// How far ahead of the wire a direction reads: more would hide a queue from the device that has it.
static const uint64_t ahead_ns = 2000000;
static const uint64_t timer_event = ~0ull, socket_event = ~0ull - 1, client_events = 1ull << 32;

struct frame { uint64_t due; uint16_t length; uint8_t *bytes; };
struct direction {
  double delay, jitter, loss, rate;
  uint64_t wire_free, last_due;
  struct frame *ring;
  unsigned head, tail;
  unsigned long frames, bytes, lost, overrun;
  int from, to, paused;
};
struct cable {
  char name[32], namespace[2][64], port[2][IFNAMSIZ];
  int end[2], carrier;
  struct direction way[2]; // 0: from the first end to the second
};

static struct cable cables[max_cables];
static int count, poller, timer, home, realtime;

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static double chance(void) { // xorshift64*: what is lost need not be the same in two runs
  static uint64_t state;
  if (!state) state = now_ns() | 1;
  state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
  return ((state * 2685821657736338717ull) >> 11) * (1.0 / 9007199254740992.0);
}

static int open_port(const char *namespace, const char *port) {
  char path[128];
  snprintf(path, sizeof path, "/run/netns/%s", namespace);
  int there = open(path, O_RDONLY | O_CLOEXEC);
  if (there < 0) return -1;
  int moved = setns(there, CLONE_NEWNET);
  close(there);
  if (moved) return -1;
  int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
  snprintf(request.ifr_name, IFNAMSIZ, "%s", port);
  if (fd >= 0 && ioctl(fd, TUNSETIFF, &request)) close(fd), fd = -1;
  int why = errno;
  setns(home, CLONE_NEWNET);
  errno = why;
  return fd;
}

static uint64_t event_of(struct cable *cable, int way) { return ((uint64_t)(cable - cables) << 1) | way; }

static void listen_to(struct cable *cable, int way, int on) {
  struct direction *d = &cable->way[way];
  if (d->paused == !on) return;
  d->paused = !on;
  struct epoll_event event = {.events = on ? EPOLLIN : 0, .data.u64 = event_of(cable, way)};
  epoll_ctl(poller, EPOLL_CTL_MOD, d->from, &event);
}

static void put_on_wire(struct direction *d, const uint8_t *bytes, int length, uint64_t due) {
  if ((d->tail + 1) % waiting_frames == d->head) { d->overrun++; return; }
  struct frame *frame = &d->ring[d->tail];
  if (!frame->bytes) frame->bytes = malloc(frame_bytes);
  memcpy(frame->bytes, bytes, length);
  frame->length = length, frame->due = due;
  d->tail = (d->tail + 1) % waiting_frames;
}

static void take_in(struct cable *cable, int way) {
  struct direction *d = &cable->way[way];
  uint8_t bytes[frame_bytes];
  for (int i = 0; i < frames_at_once; i++) {
    uint64_t now = now_ns(), sent = now;
    if (d->rate > 0 && d->wire_free > now + ahead_ns) { listen_to(cable, way, 0); return; }
    int length = read(d->from, bytes, sizeof bytes);
    if (length < 0 && errno == EBADFD) epoll_ctl(poller, EPOLL_CTL_DEL, d->from, NULL); // its namespace is gone
    if (length <= 0) return;
    d->frames++, d->bytes += length;
    if (d->rate > 0) {
      if (d->wire_free < now) d->wire_free = now;
      d->wire_free += (uint64_t)(length * 8e6 / d->rate);
      sent = d->wire_free;
    }
    if (!cable->carrier || (d->loss > 0 && chance() * 100 < d->loss)) { d->lost++; continue; }
    double late = d->delay + (d->jitter > 0 ? (chance() * 2 - 1) * d->jitter : 0);
    uint64_t due = sent + (uint64_t)(late > 0 ? late * 1e6 : 0);
    if (due < d->last_due) due = d->last_due; // frames do not overtake each other on a cable
    d->last_due = due;
    put_on_wire(d, bytes, length, due);
  }
}

static void deliver(void) {
  uint64_t now = now_ns(), next = UINT64_MAX;
  for (int i = 0; i < count; i++)
    for (int way = 0; way < 2; way++) {
      struct direction *d = &cables[i].way[way];
      for (; d->head != d->tail && d->ring[d->head].due <= now; d->head = (d->head + 1) % waiting_frames)
        if (write(d->to, d->ring[d->head].bytes, d->ring[d->head].length) < 0) d->lost++; // the other end is down
      if (d->head != d->tail && d->ring[d->head].due < next) next = d->ring[d->head].due;
      if (!d->paused) continue;
      uint64_t again = d->wire_free > ahead_ns ? d->wire_free - ahead_ns : 0;
      if (d->rate <= 0 || again <= now) listen_to(&cables[i], way, 1);
      else if (again < next) next = again;
    }
  struct itimerspec at = {0};
  if (next != UINT64_MAX) {
    if (next <= now) next = now + 1;
    at.it_value.tv_sec = next / 1000000000ull, at.it_value.tv_nsec = next % 1000000000ull;
  }
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static struct cable *find(const char *name) {
  for (int i = 0; i < count; i++)
    if (!strcmp(cables[i].name, name)) return &cables[i];
  return NULL;
}

static int add(char **word, char *out, int size) {
  if (count == max_cables || find(word[1])) return snprintf(out, size, "error %s is there already, or there are too many\n", word[1]);
  struct cable *cable = &cables[count];
  memset(cable, 0, sizeof *cable);
  snprintf(cable->name, sizeof cable->name, "%s", word[1]);
  cable->carrier = 1;
  for (int end = 0; end < 2; end++) {
    snprintf(cable->namespace[end], sizeof cable->namespace[end], "%s", word[2 + 2 * end]);
    snprintf(cable->port[end], IFNAMSIZ, "%s", word[3 + 2 * end]);
    cable->end[end] = open_port(cable->namespace[end], cable->port[end]);
    if (cable->end[end] < 0) return snprintf(out, size, "error %s %s: %s\n", cable->namespace[end], cable->port[end], strerror(errno));
  }
  for (int way = 0; way < 2; way++) {
    struct direction *d = &cable->way[way];
    d->from = cable->end[way], d->to = cable->end[!way], d->ring = calloc(waiting_frames, sizeof(struct frame));
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = event_of(cable, way)};
    epoll_ctl(poller, EPOLL_CTL_ADD, d->from, &event);
  }
  count++;
  return snprintf(out, size, "ok\n");
}

static int set(char **word, int words, char *out, int size) {
  struct cable *cable = find(word[1]);
  int first = !strcmp(word[2], "ba"), last = strcmp(word[2], "ab") != 0;
  if (!cable) return snprintf(out, size, "error there is no cable %s\n", word[1]);
  if (strcmp(word[2], "ab") && strcmp(word[2], "ba") && strcmp(word[2], "both")) return snprintf(out, size, "error %s is none of ab, ba, both\n", word[2]);
  // Checked whole before any of it is in force.
  for (int apply = 0; apply < 2; apply++)
    for (int i = 3; i < words; i++) {
      char text[64], *end;
      snprintf(text, sizeof text, "%s", word[i]);
      char *value = strchr(text, '=');
      if (value) *value++ = 0;
      double number = value ? strtod(value, &end) : -1;
      if (!value || !*value || *end || !(number >= 0) || number > 1e7) return snprintf(out, size, "error %s is no KEY=NUMBER\n", word[i]);
      if (!strcmp(text, "loss") && number > 100) return snprintf(out, size, "error a loss is at most 100 %%\n");
      for (int way = first; way <= last; way++) {
        struct direction *d = &cable->way[way];
        double *key = !strcmp(text, "delay") ? &d->delay : !strcmp(text, "jitter") ? &d->jitter : !strcmp(text, "loss") ? &d->loss : !strcmp(text, "rate") ? &d->rate : NULL;
        if (!key) return snprintf(out, size, "error %s is none of delay, jitter, loss, rate\n", text);
        if (apply) *key = number;
      }
    }
  return snprintf(out, size, "ok\n");
}

static int carrier(char **word, char *out, int size) {
  struct cable *cable = find(word[1]);
  if (!cable) return snprintf(out, size, "error there is no cable %s\n", word[1]);
  cable->carrier = !strcmp(word[2], "1");
  for (int end = 0; end < 2; end++)
    if (ioctl(cable->end[end], TUNSETCARRIER, &cable->carrier)) return snprintf(out, size, "error carrier: %s\n", strerror(errno));
  return snprintf(out, size, "ok\n");
}

static int stats(char *out, int size) {
  int used = snprintf(out, size, "{\"realtime\":%s,\"cables\":{", realtime ? "true" : "false");
  for (int i = 0; i < count; i++) {
    used += snprintf(out + used, size - used, "%s\"%s\":{\"carrier\":%s", i ? "," : "", cables[i].name, cables[i].carrier ? "true" : "false");
    for (int way = 0; way < 2; way++) {
      struct direction *d = &cables[i].way[way];
      used += snprintf(out + used, size - used, ",\"%s\":{\"delay\":%g,\"jitter\":%g,\"loss\":%g,\"rate\":%g,\"frames\":%lu,\"bytes\":%lu,\"lost\":%lu,\"overrun\":%lu}",
                       way ? "ba" : "ab", d->delay, d->jitter, d->loss, d->rate, d->frames, d->bytes, d->lost, d->overrun);
    }
    used += snprintf(out + used, size - used, "}");
  }
  return used + snprintf(out + used, size - used, "}}\n");
}

static int command(char *line, char *out, int size) {
  char *word[16], *rest;
  int words = 0;
  for (char *w = strtok_r(line, " \t\r", &rest); w && words < 16; w = strtok_r(NULL, " \t\r", &rest)) word[words++] = w;
  if (words == 6 && !strcmp(word[0], "add")) return add(word, out, size);
  if (words >= 4 && !strcmp(word[0], "set")) return set(word, words, out, size);
  if (words == 3 && !strcmp(word[0], "carrier")) return carrier(word, out, size);
  if (words == 1 && !strcmp(word[0], "stats")) return stats(out, size);
  return snprintf(out, size, "error unknown command\n");
}

// Frames must not wait for a client that is slow, so it is read only when its command is there: a command fits into one piece.
static void greet(int server) {
  int client = accept4(server, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = client_events + client};
  if (client >= 0) epoll_ctl(poller, EPOLL_CTL_ADD, client, &event);
}

static void answer(int client) {
  static char out[65536];
  char text[8192], *rest;
  int length = read(client, text, sizeof text - 1);
  text[length > 0 ? length : 0] = 0;
  for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
    int bytes = command(line, out, sizeof out);
    if (write(client, out, bytes) < 0) break;
  }
  close(client);
}

int main(int arguments, char **argument) {
  if (arguments != 2) { fprintf(stderr, "use: cables SOCKET\n"); return 2; }
  signal(SIGPIPE, SIG_IGN);
  // A packet must not wait for the other work of a busy machine.
  struct sched_param priority = {.sched_priority = 30};
  realtime = !sched_setscheduler(0, SCHED_RR, &priority);
  if (!realtime) fprintf(stderr, "cables: no real-time priority (%s): packets will be late on a busy machine\n", strerror(errno));
  mlockall(MCL_CURRENT | MCL_FUTURE);
  home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  poller = epoll_create1(EPOLL_CLOEXEC);
  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", argument[1]);
  unlink(argument[1]);
  if (bind(server, (void *)&address, sizeof address) || listen(server, 8)) { perror("cables: socket"); return 1; }
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = timer_event};
  epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event);
  event.data.u64 = socket_event;
  epoll_ctl(poller, EPOLL_CTL_ADD, server, &event);
  for (;;) {
    struct epoll_event events[64];
    int ready = epoll_wait(poller, events, 64, -1);
    for (int i = 0; i < ready; i++) {
      uint64_t what = events[i].data.u64, expired;
      if (what == timer_event) { if (read(timer, &expired, sizeof expired) < 0) continue; }
      else if (what == socket_event) greet(server);
      else if (what >= client_events) answer(what - client_events);
      else if (events[i].events & EPOLLIN) take_in(&cables[what >> 1], what & 1);
      else epoll_ctl(poller, EPOLL_CTL_DEL, cables[what >> 1].way[what & 1].from, NULL);
    }
    deliver();
  }
}
