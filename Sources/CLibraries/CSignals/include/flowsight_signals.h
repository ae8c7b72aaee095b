#pragma once
#include <stddef.h>

// Handlers of signals may touch nothing but async-signal-safe calls, which Swift code cannot promise.

/// Turns SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGCONT and SIGWINCH into bytes of a pipe and returns its reading end;
/// -1 when there is none. The handlers of before come back with `fs_signals_close`. A program that has not ended a
/// second after one of the first three dies of the next one, its terminal given back as by `fs_guard_open`.
int fs_signals_open(void);
void fs_signals_close(void);

/// Stops the process as SIGTSTP would without the handler; returns when it is continued.
void fs_signals_stop(void);

/// From now on a crash (SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE) first writes `bytes` to the terminal and
/// gives it back its modes of now, then dies as it would have; also when the calling thread's stack is used up.
void fs_guard_open(int descriptor, const char *bytes, size_t count);
/// Adds to the bytes that a crash writes; what has no room is left out.
void fs_guard_add(const char *bytes, size_t count);
void fs_guard_close(void);
