#define _GNU_SOURCE 1
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "CTerminal.h"
#include "Internal.h"

// <term.h> is not included on purpose: it defines macros named columns, lines and buttons.

static SCREEN *screen;
static FILE *input_file, *output_file;
static int input_fd = -1, output_fd = -1;
static bool uses_color, mouse_on, paste_on, suspended;
static cchar_t *row_cells;
static int row_capacity;
static int known_rows, known_columns;

// 1000: presses and releases; 1006: with numbers of any size (xterm, "Mouse Tracking"). Not the
// mouse of curses: that one makes clicks of presses and loses those that come close together.
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

static void set_locale(void) {
  // Curses encodes and measures by the locale. In docker exec and ssh without LANG it is "C".
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return;
  if (!setlocale(LC_CTYPE, "C.UTF-8")) setlocale(LC_CTYPE, "en_US.UTF-8");
}

static SCREEN *new_terminal(const char *term, const char *terminfo) {
  if (!terminfo) return newterm(term, output_file, input_file);
  // Only while the description is read: an editor we start must not inherit it.
  const char *before = getenv("TERMINFO");
  char *saved = before ? strdup(before) : NULL;
  setenv("TERMINFO", terminfo, 1);
  SCREEN *result = newterm(term, output_file, input_file);
  if (saved) {
    setenv("TERMINFO", saved, 1);
    free(saved);
  } else {
    unsetenv("TERMINFO");
  }
  return result;
}

static FILE *open_copy(int descriptor, const char *mode) {
  int copy = dup(descriptor);
  if (copy < 0) return NULL;
  FILE *file = fdopen(copy, mode);
  if (!file) close(copy);
  return file;
}

static void close_files(void) {
  if (input_file) fclose(input_file);
  if (output_file) fclose(output_file);
  input_file = output_file = NULL;
  input_fd = output_fd = -1;
}

int ct_open(const char *term, const char *terminfo, int input, int output, bool color) {
  static bool registered;
  if (screen) return -1;
  set_locale();
  input_file = open_copy(input, "r");
  output_file = open_copy(output, "w");
  if (!input_file || !output_file) {
    close_files();
    return -1;
  }
  input_fd = fileno(input_file);
  output_fd = fileno(output_file);
  // Both before newterm: the guard saves the cooked modes, and curses sets its own handlers only
  // where there are none.
  ct_install_crash_guard(output_fd);
  ct_install_signal_handlers();
  screen = new_terminal(term, terminfo);
  if (!screen) {
    ct_remove_signal_handlers();
    ct_remove_crash_guard();
    close_files();
    return -1;
  }
  set_term(screen);
  raw();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  meta(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  intrflush(stdscr, FALSE);
  if (!getenv("ESCDELAY")) set_escdelay(25);
  leaveok(stdscr, FALSE);
  scrollok(stdscr, FALSE);
  // Lets curses scroll the terminal: 36 times fewer bytes when a list moves by one row.
  idlok(stdscr, TRUE);
  // On terminals without colours alloc_pair after start_color has crashed.
  uses_color = color && has_colors();
  if (uses_color) {
    start_color();
    use_default_colors();
  }
  ct_define_keys();
  mouse_on = paste_on = suspended = false;
  if (!registered) {
    // Whoever calls exit() leaves a usable terminal.
    atexit(ct_close);
    registered = true;
  }
  known_rows = LINES;
  known_columns = COLS;
  ct_sync_size();
  return 0;
}

void ct_close(void) {
  if (!screen) return;
  ct_set_mouse(false);
  ct_set_bracketed_paste(false);
  if (!suspended) endwin();
  delscreen(screen);
  screen = NULL;
  ct_remove_signal_handlers();
  ct_remove_crash_guard();
  close_files();
  free(row_cells);
  row_cells = NULL;
  row_capacity = 0;
}

void ct_suspend(void) {
  if (!screen || suspended) return;
  if (paste_on) ct_write("\033[?2004l", 8);
  if (mouse_on) ct_write(MOUSE_OFF, sizeof MOUSE_OFF - 1);
  def_prog_mode();
  endwin();
  suspended = true;
}

void ct_resume(void) {
  if (!screen || !suspended) return;
  reset_prog_mode();
  ct_redraw_all();
  wnoutrefresh(stdscr);
  doupdate();
  if (paste_on) ct_write("\033[?2004h", 8);
  if (mouse_on) ct_write(MOUSE_ON, sizeof MOUSE_ON - 1);
  suspended = false;
}

ct_capabilities ct_get_capabilities(void) {
  ct_capabilities result = {0};
  if (!screen) return result;
  result.rows = LINES;
  result.columns = COLS;
  result.colors = uses_color ? COLORS : 0;
  // RGB may be a flag, a number or a string of widths (user_caps(5)).
  char *rgb = tigetstr("RGB");
  bool has_rgb = tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || (rgb && rgb != (char *)-1);
  result.direct = uses_color && has_rgb && COLORS >= 0x1000000;
  char *move = tigetstr("cup");
  result.can_move_cursor = move && move != (char *)-1;
  return result;
}

bool ct_sync_size(void) {
  struct winsize size;
  if (!screen || ioctl(output_fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return false;
  // This also queues KEY_RESIZE, which ct_next_event swallows.
  if (is_term_resized(size.ws_row, size.ws_col)) resizeterm(size.ws_row, size.ws_col);
  // Curses may have followed by itself, when it came back from a suspension.
  bool changed = known_rows != LINES || known_columns != COLS;
  known_rows = LINES;
  known_columns = COLS;
  return changed;
}

void ct_set_mouse(bool on) {
  if (!screen || on == mouse_on) return;
  ct_write(on ? MOUSE_ON : MOUSE_OFF, sizeof MOUSE_ON - 1);
  mouse_on = on;
}

void ct_set_bracketed_paste(bool on) {
  if (!screen || on == paste_on) return;
  ct_write(on ? "\033[?2004h" : "\033[?2004l", 8);
  paste_on = on;
}

int ct_pair(int foreground, int background) {
  if (!uses_color) return 0;
  // A colour the terminal does not have would be sent all the same, as black on black.
  if (foreground < -1 || foreground >= COLORS) foreground = -1;
  if (background < -1 || background >= COLORS) background = -1;
  if (foreground == -1 && background == -1) return 0;
  int pair = alloc_pair(foreground, background);
  return pair < 0 ? 0 : pair;
}

static attr_t curses_attributes(uint8_t attributes) {
  attr_t result = A_NORMAL;
  if (attributes & CT_BOLD) result |= A_BOLD;
  if (attributes & CT_DIM) result |= A_DIM;
  if (attributes & CT_ITALIC) result |= A_ITALIC;
  if (attributes & CT_UNDERLINE) result |= A_UNDERLINE;
  if (attributes & CT_REVERSE) result |= A_REVERSE;
  return result;
}

static void set_cell(cchar_t *target, const ct_cell *cell, wchar_t base, bool marks) {
  wchar_t text[6] = {base};
  int length = 1;
  for (int i = 1; marks && i < 5 && cell->scalars[i]; i++) {
    // A mark the C library gives a column of its own would push the row to the right.
    if (wcwidth((wchar_t)cell->scalars[i]) == 0) text[length++] = (wchar_t)cell->scalars[i];
  }
  int pair = cell->pair;
  short classic = (short)(pair > 32767 ? 32767 : pair);
  setcchar(target, text, curses_attributes(cell->attributes), classic, &pair);
}

void ct_put_row(int row, const ct_cell *cells, int count) {
  if (!screen || row < 0 || row >= LINES || count <= 0) return;
  if (count > COLS) count = COLS;
  if (count + 1 > row_capacity) {
    cchar_t *larger = realloc(row_cells, sizeof(cchar_t) * (size_t)(count + 1));
    if (!larger) return;
    row_cells = larger;
    row_capacity = count + 1;
  }
  int used = 0;
  for (int i = 0; i < count; i++) {
    const ct_cell *cell = &cells[i];
    if (cell->width == 0) continue;
    wchar_t base = (wchar_t)cell->scalars[0];
    if (i + cell->width > count) {
      // Half a glyph at the edge of a screen that has just become narrower.
      set_cell(&row_cells[used++], cell, ' ', false);
    } else if (base < 0x7f || wcwidth(base) == cell->width) {
      set_cell(&row_cells[used++], cell, base, true);
    } else {
      // An older or newer Unicode in the C library: keep the columns, say that something is here.
      for (int half = 0; half < cell->width; half++) set_cell(&row_cells[used++], cell, '?', false);
    }
  }
  memset(&row_cells[used], 0, sizeof(cchar_t));
  mvwadd_wchnstr(stdscr, row, 0, row_cells, used);
}

void ct_set_cursor(int column, int row, bool visible) {
  if (!screen) return;
  curs_set(visible ? 1 : 0);
  if (visible) wmove(stdscr, row, column);
}

void ct_flush(void) {
  if (!screen || suspended) return;
  wnoutrefresh(stdscr);
  doupdate();
}

void ct_redraw_all(void) {
  if (screen) clearok(curscr, TRUE);
}

void ct_write(const char *bytes, int count) {
  if (!screen) return;
  fflush(output_file);
  while (count > 0) {
    ssize_t written = write(output_fd, bytes, (size_t)count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (int)written;
  }
}

int ct_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

bool ct_is_active(void) { return screen && !suspended; }

int ct_input_descriptor(void) { return input_fd; }
