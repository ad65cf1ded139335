/// A small opaque face over ncursesw.
///
/// Swift never sees <ncurses.h>: its globals, macros and variadic functions don't import, and its
/// feature-test macros would leak into other modules. There is one terminal at a time, and one
/// thread that calls these functions; only ct_wake_up may be called from elsewhere.
#ifndef CTERMINAL_H
#define CTERMINAL_H

#include <stdbool.h>
#include <stdint.h>

/// One column of a row. A width of 0 is the right half of the wide cell before it.
typedef struct {
  uint32_t scalars[5];  // a base and up to four combining marks, 0 after the last
  int32_t pair;         // from ct_pair, 0 for the terminal's own colours
  uint8_t attributes;   // CT_BOLD | …
  uint8_t width;
} ct_cell;

enum { CT_BOLD = 1, CT_DIM = 2, CT_ITALIC = 4, CT_UNDERLINE = 8, CT_REVERSE = 16 };

enum {
  CT_EVENT_NONE,
  CT_EVENT_CHARACTER,    // code: a scalar
  CT_EVENT_ALT,          // code: a scalar that came right behind an escape
  CT_EVENT_KEY,          // code: CT_KEY_…
  CT_EVENT_MOUSE,        // code: CT_MOUSE_…, column, row
  CT_EVENT_PASTE_START,  // the bytes of the paste follow: ct_read_byte
};

enum {
  CT_KEY_UNKNOWN,
  CT_KEY_UP,
  CT_KEY_DOWN,
  CT_KEY_LEFT,
  CT_KEY_RIGHT,
  CT_KEY_HOME,
  CT_KEY_END,
  CT_KEY_PAGE_UP,
  CT_KEY_PAGE_DOWN,
  CT_KEY_INSERT,
  CT_KEY_DELETE,
  CT_KEY_BACKSPACE,
  CT_KEY_ENTER,
  CT_KEY_BACKTAB,
  CT_KEY_F0 = 100,  // + the number of the function key
};

enum {
  CT_MOUSE_OTHER,
  CT_MOUSE_PRESS_LEFT,
  CT_MOUSE_PRESS_MIDDLE,
  CT_MOUSE_PRESS_RIGHT,
  CT_MOUSE_RELEASE_LEFT,
  CT_MOUSE_RELEASE_MIDDLE,
  CT_MOUSE_RELEASE_RIGHT,
  CT_MOUSE_SCROLL_UP,
  CT_MOUSE_SCROLL_DOWN,
};

typedef struct {
  int32_t kind;
  uint32_t code;
  int32_t column, row;
} ct_event;

typedef struct {
  int32_t rows, columns;
  int32_t colors;        // 0 when there are none
  bool direct;           // a colour is 0xRRGGBB
  bool can_move_cursor;  // false for "dumb": no screen can be drawn
} ct_capabilities;

/// Takes over a terminal: raw mode, alternate screen, handlers for crashes and signals.
/// @param term      the name of its description
/// @param terminfo  a value for TERMINFO while the description is read, or NULL
/// @param color     false: never send a colour
/// @return 0, or -1 when the terminal or its description is unknown
int ct_open(const char *term, const char *terminfo, int input, int output, bool color);
/// Restores everything. Does nothing when nothing is open.
void ct_close(void);
/// Gives the terminal back for a while, to an editor or a shell.
void ct_suspend(void);
void ct_resume(void);
/// Stops the process group as Ctrl-Z does; returns when it is continued.
void ct_stop_process_group(void);

ct_capabilities ct_get_capabilities(void);
/// Asks the terminal for its size; true when it changed.
bool ct_sync_size(void);
void ct_set_mouse(bool on);
void ct_set_bracketed_paste(bool on);

/// A pair of colours, -1 for the terminal's own. Colours beyond the terminal's become -1.
int ct_pair(int foreground, int background);
void ct_put_row(int row, const ct_cell *cells, int count);
void ct_set_cursor(int column, int row, bool visible);
/// Sends what changed.
void ct_flush(void);
/// Forgets what is on the screen: the next flush sends everything.
void ct_redraw_all(void);
/// Writes bytes past curses, for sequences it knows nothing of.
void ct_write(const char *bytes, int count);

/// The next key or mouse event. Never blocks, except ESCDELAY after a lone escape.
bool ct_next_event(ct_event *event);
/// One byte of input that curses has not read, or -1 when there is none now.
int ct_read_byte(void);
/// Bytes that can be read without waiting, -1 when that can't be told.
int ct_available(void);

/// The columns the C library gives a scalar, -1 for none. Curses draws by it.
int ct_width(uint32_t scalar);

enum {
  CT_SIGNAL_RESIZED,
  CT_SIGNAL_HANGUP,
  CT_SIGNAL_INTERRUPT,
  CT_SIGNAL_TERMINATE,
  CT_SIGNAL_QUIT,
  CT_SIGNAL_BROKEN_PIPE,
  CT_SIGNAL_STOP,
  CT_SIGNAL_CONTINUE,
  CT_SIGNAL_COUNT,
};

/// Signals write a byte to this descriptor, which must not block; -1 for none.
void ct_set_wake_descriptor(int descriptor);
/// Whether a signal came since the last call.
bool ct_take_signal(int signal);

/// A pipe whose ends neither block nor are inherited. @return 0 or -1
int ct_make_pipe(int ends[2]);
/// Makes a poll on the pipe's other end return. Safe on any thread and in signal handlers.
void ct_wake_up(int descriptor);

#endif
