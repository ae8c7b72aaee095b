#define _GNU_SOURCE
#include "flowsight_signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <time.h>

static const int caught[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH};
static struct sigaction caught_before[sizeof caught / sizeof *caught];
static int pipe_ends[2] = {-1, -1};

static void restore_and_die(int signal);

// When the program was first asked to end; 0 while it was not. Only handlers use it, and they block each other.
static long long asked_at;
static const long long patience_ms = 1000;

// A program that hangs, in a write to a terminal that takes no more for one, is not asked a second time.
static void end_if_it_was_asked_before(int signal) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  long long now = time.tv_sec * 1000LL + time.tv_nsec / 1000000;
  if (asked_at == 0)
    asked_at = now;
  else if (now - asked_at >= patience_ms)
    restore_and_die(signal);
}

static void tell(int signal) {
  int saved = errno;
  unsigned char byte = (unsigned char)signal;
  if (signal == SIGTERM || signal == SIGINT || signal == SIGQUIT || signal == SIGHUP) end_if_it_was_asked_before(signal);
  (void)!write(pipe_ends[1], &byte, 1);
  errno = saved;
}

int fs_signals_open(void) {
  if (pipe_ends[0] >= 0) return -1;
  if (pipe2(pipe_ends, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
  asked_at = 0;
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
  // A thread of a pool has all signals blocked, and threads that it starts have what it had.
  struct sigaction stop = {.sa_handler = SIG_DFL}, before;
  sigset_t only, blocked;
  sigemptyset(&only);
  sigaddset(&only, SIGTSTP);
  sigemptyset(&stop.sa_mask);
  sigaction(SIGTSTP, &stop, &before);
  pthread_sigmask(SIG_UNBLOCK, &only, &blocked);
  raise(SIGTSTP);
  pthread_sigmask(SIG_SETMASK, &blocked, NULL);
  sigaction(SIGTSTP, &before, NULL);
}

static const struct sigaction by_default = {.sa_handler = SIG_DFL};
static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
static struct sigaction fatal_before[sizeof fatal / sizeof *fatal];
static struct termios guard_modes;
static int guard_descriptor = -1;
static char guard_bytes[256];
static size_t guard_count;
// Where a handler runs when the stack of the thread is used up.
static char guard_stack[1 << 16];

static void restore_and_die(int signal) {
  if (guard_descriptor >= 0) {
    struct pollfd terminal = {.fd = guard_descriptor, .events = POLLOUT};
    if (poll(&terminal, 1, 0) == 1) (void)!write(guard_descriptor, guard_bytes, guard_count);
    tcsetattr(guard_descriptor, TCSANOW, &guard_modes);
  }
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &fatal_before[i], NULL);
  // An ignored crash would leave the program running without its screen.
  struct sigaction now;
  if (sigaction(signal, NULL, &now) == 0 && (now.sa_handler == SIG_IGN || now.sa_handler == tell))
    sigaction(signal, &by_default, NULL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  pthread_sigmask(SIG_UNBLOCK, &only, NULL);
  raise(signal);
  // The handler of before may have reported the crash and returned.
  sigaction(signal, &by_default, NULL);
  raise(signal);
}

void fs_guard_open(int descriptor, const char *bytes, size_t count) {
  if (guard_descriptor >= 0 || count > sizeof guard_bytes || tcgetattr(descriptor, &guard_modes) != 0) return;
  memcpy(guard_bytes, bytes, count);
  guard_count = count;
  guard_descriptor = descriptor;
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && stack.ss_flags & SS_DISABLE) {
    stack = (stack_t){.ss_sp = guard_stack, .ss_size = sizeof guard_stack};
    sigaltstack(&stack, NULL);
  }
  struct sigaction action = {.sa_handler = restore_and_die, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &action, &fatal_before[i]);
}

void fs_guard_add(const char *bytes, size_t count) {
  if (guard_descriptor < 0 || count > sizeof guard_bytes - guard_count) return;
  memcpy(guard_bytes + guard_count, bytes, count);
  guard_count += count;
}

void fs_guard_close(void) {
  if (guard_descriptor < 0) return;
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &fatal_before[i], NULL);
  guard_descriptor = -1;
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && stack.ss_sp == guard_stack) {
    stack = (stack_t){.ss_flags = SS_DISABLE};
    sigaltstack(&stack, NULL);
  }
}
