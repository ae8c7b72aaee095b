#pragma once
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

// What Swift cannot import from ncurses and the system: globals, function-like macros, variadic functions.

static inline WINDOW *fs_stdscr(void) { return stdscr; }
static inline int fs_colors(void) { return COLORS; }
static inline int fs_color_pairs(void) { return COLOR_PAIRS; }
int wcwidth(wchar_t c);
extern char **environ;
char *tigetstr(const char *name);
int tigetflag(const char *name);

/// `newterm` with `variable` (`TERMINFO=…`, may be NULL) in its environment. The environment is replaced for the call
/// and never changed, since other threads may be reading it; the list is given up rather than freed for their sake.
static inline SCREEN *fs_newterm(const char *term, const char *variable, FILE *output, FILE *input) {
  char **before = environ;
  if (variable != NULL) {
    size_t count = 0, kept = 1;
    while (before[count] != NULL) count++;
    char **list = (char **)calloc(count + 2, sizeof *list);
    if (list == NULL) return NULL;
    list[0] = strdup(variable);
    for (size_t i = 0; i < count; i++)
      if (strncmp(before[i], "TERMINFO=", 9) != 0) list[kept++] = before[i];
    environ = list;
  }
  SCREEN *screen = newterm(term, output, input);
  environ = before;
  return screen;
}

/// Whether the terminal's cursor can be put anywhere, which no screen does without.
static inline int fs_can_address_cursor(void) {
  const char *sequence = tigetstr("cup");
  return sequence != NULL && sequence != (const char *)-1;
}

enum fs_attribute { FS_BOLD = 1, FS_DIM = 2, FS_ITALIC = 4, FS_UNDERLINE = 8, FS_REVERSE = 16 };

static inline attr_t fs_attr(unsigned attributes) {
  attr_t attr = A_NORMAL;
  if (attributes & FS_BOLD) attr |= A_BOLD;
  if (attributes & FS_DIM) attr |= A_DIM;
  if (attributes & FS_ITALIC) attr |= A_ITALIC;
  if (attributes & FS_UNDERLINE) attr |= A_UNDERLINE;
  if (attributes & FS_REVERSE) attr |= A_REVERSE;
  return attr;
}

/// Fills a cell with a spacing character and its marks; `text` ends in 0. `attributes` are of `fs_attribute`.
static inline void fs_set_cell(cchar_t *cell, const wchar_t *text, unsigned attributes, int pair) {
  setcchar(cell, text, fs_attr(attributes), 0, &pair);
}

/// Sets what erased cells of the screen look like.
static inline void fs_set_background(unsigned attributes, int pair) {
  cchar_t blank;
  fs_set_cell(&blank, L" ", attributes, pair);
  bkgrndset(&blank);
}

static inline void fs_put_cells(int y, int x, const cchar_t *cells, int count) {
  mvwadd_wchnstr(stdscr, y, x, cells, count);
}

/// Columns and rows of a terminal; 0 when it does not say.
static inline int fs_window_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return 0;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 1;
}

/// Bytes that can be read at once; -1 when the descriptor does not say.
static inline int fs_bytes_waiting(int descriptor) {
  int count = 0;
  return ioctl(descriptor, FIONREAD, &count) == 0 ? count : -1;
}

static inline int fs_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
static inline void fs_eventfd_signal(int descriptor) { (void)eventfd_write(descriptor, 1); }
static inline void fs_eventfd_clear(int descriptor) {
  eventfd_t count;
  (void)eventfd_read(descriptor, &count);
}
