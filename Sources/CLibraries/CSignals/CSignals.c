#define _GNU_SOURCE
#include "flowsight_signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>

static const int caught[] = {SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH};
static struct sigaction caught_before[sizeof caught / sizeof *caught];
static int pipe_ends[2] = {-1, -1};

static void tell(int signal) {
  int saved = errno;
  unsigned char byte = (unsigned char)signal;
  (void)!write(pipe_ends[1], &byte, 1);
  errno = saved;
}

int fs_signals_open(void) {
  if (pipe_ends[0] >= 0) return -1;
  if (pipe2(pipe_ends, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
  struct sigaction action = {.sa_handler = tell, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) sigaction(caught[i], &action, &caught_before[i]);
  return pipe_ends[0];
}

void fs_signals_close(void) {
  if (pipe_ends[0] < 0) return;
  for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) sigaction(caught[i], &caught_before[i], NULL);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  pipe_ends[0] = pipe_ends[1] = -1;
}

void fs_signals_stop(void) {
  struct sigaction stop = {.sa_handler = SIG_DFL}, before;
  sigemptyset(&stop.sa_mask);
  sigaction(SIGTSTP, &stop, &before);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &before, NULL);
}

static const struct sigaction by_default = {.sa_handler = SIG_DFL};
static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
static struct sigaction fatal_before[sizeof fatal / sizeof *fatal];
static struct termios guard_modes;
static int guard_descriptor = -1;
static char guard_bytes[256];
static size_t guard_count;

static void restore_and_die(int signal) {
  if (guard_descriptor >= 0) {
    (void)!write(guard_descriptor, guard_bytes, guard_count);
    tcsetattr(guard_descriptor, TCSANOW, &guard_modes);
  }
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &fatal_before[i], NULL);
  // An ignored crash would leave the program running without its screen.
  struct sigaction now;
  if (sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_IGN) sigaction(signal, &by_default, NULL);
  raise(signal);
}

void fs_guard_open(int descriptor, const char *bytes, size_t count) {
  if (guard_descriptor >= 0 || count > sizeof guard_bytes || tcgetattr(descriptor, &guard_modes) != 0) return;
  memcpy(guard_bytes, bytes, count);
  guard_count = count;
  guard_descriptor = descriptor;
  struct sigaction action = {.sa_handler = restore_and_die, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &action, &fatal_before[i]);
}

void fs_guard_close(void) {
  if (guard_descriptor < 0) return;
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &fatal_before[i], NULL);
  guard_descriptor = -1;
}
