// hog cpu COUNT            so many processes that spin
// hog memory MB_A_SECOND   a process that grows, up to 1 GB
//
// A process of a device that misbehaves. It ends with the one that started it.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int arguments, char **argument) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  double amount = arguments == 3 ? atof(argument[2]) : 0;
  if (amount <= 0) { fprintf(stderr, "use: hog cpu COUNT | hog memory MB_A_SECOND\n"); return 2; }
  if (!strcmp(argument[1], "cpu")) {
    for (int i = 1; i < amount; i++)
      if (fork() == 0) { prctl(PR_SET_PDEATHSIG, SIGKILL); break; }
    for (volatile unsigned long spin = 0;; spin++) {}
  }
  for (double kept = 0; kept < 1024; kept += amount / 10) {
    size_t bytes = amount / 10 * 1048576;
    memset(malloc(bytes), 1, bytes);
    usleep(100000);
  }
  for (;;) pause();
}
