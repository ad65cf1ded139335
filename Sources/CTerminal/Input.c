// What the terminal sends, decoded by curses.
#define _GNU_SOURCE 1
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "CTerminal.h"
#include "Internal.h"

// Numbers of our own for sequences no terminal description has a key for.
enum { KEY_OUR_PASTE_START = 3000, KEY_OUR_PASTE_END, KEY_OUR_HOME, KEY_OUR_END, KEY_OUR_MOUSE };

void ct_define_keys(void) {
  define_key("\033[200~", KEY_OUR_PASTE_START);
  define_key("\033[201~", KEY_OUR_PASTE_END);
  define_key("\033[<", KEY_OUR_MOUSE);
  // Home and End differ between terminals and the description they name.
  static const char *const home[] = {"\033[H", "\033OH", "\033[1~", "\033[7~"};
  static const char *const end[] = {"\033[F", "\033OF", "\033[4~", "\033[8~"};
  for (int i = 0; i < 4; i++) {
    if (key_defined(home[i]) == 0) define_key(home[i], KEY_OUR_HOME);
    if (key_defined(end[i]) == 0) define_key(end[i], KEY_OUR_END);
  }
}

int ct_available(void) {
  int count = 0;
  int input = ct_input_descriptor();
  return input >= 0 && ioctl(input, FIONREAD, &count) == 0 ? count : -1;
}

int ct_read_byte(void) {
  unsigned char byte;
  if (ct_available() <= 0) return -1;
  return read(ct_input_descriptor(), &byte, 1) == 1 ? byte : -1;
}

// Mouse: ESC [ < button ; column ; row, then M for a press and m for a release (xterm, "SGR mode").

// The rest of a report that has begun is on its way; a lost one must not stop the program.
static int byte_of_report(void) {
  struct pollfd input = {.fd = ct_input_descriptor(), .events = POLLIN};
  if (ct_available() <= 0) poll(&input, 1, 100);
  return ct_read_byte();
}

// Reads a number and the byte behind it.
static int number_of_report(int *end) {
  int number = 0;
  for (int digits = 0; digits < 8; digits++) {
    *end = byte_of_report();
    if (*end < '0' || *end > '9') return number;
    number = number * 10 + (*end - '0');
  }
  *end = -1;
  return 0;
}

static uint32_t mouse_action(int button, bool release) {
  // 4, 8 and 16 are Shift, Alt and Control; 32 is a movement.
  switch (button & ~28) {
    case 0: return release ? CT_MOUSE_RELEASE_LEFT : CT_MOUSE_PRESS_LEFT;
    case 1: return release ? CT_MOUSE_RELEASE_MIDDLE : CT_MOUSE_PRESS_MIDDLE;
    case 2: return release ? CT_MOUSE_RELEASE_RIGHT : CT_MOUSE_PRESS_RIGHT;
    case 64: return CT_MOUSE_SCROLL_UP;
    case 65: return CT_MOUSE_SCROLL_DOWN;
    default: return CT_MOUSE_OTHER;
  }
}

static bool read_mouse(ct_event *event) {
  int end;
  int button = number_of_report(&end);
  if (end != ';') return false;
  int column = number_of_report(&end);
  if (end != ';') return false;
  int row = number_of_report(&end);
  if (end != 'M' && end != 'm') return false;
  event->kind = CT_EVENT_MOUSE;
  event->code = mouse_action(button, end == 'm');
  event->column = column > 0 ? column - 1 : 0;
  event->row = row > 0 ? row - 1 : 0;
  return event->code != CT_MOUSE_OTHER;
}

static uint32_t key_code(wint_t key) {
  switch (key) {
    case KEY_UP: case KEY_SR: return CT_KEY_UP;
    case KEY_DOWN: case KEY_SF: return CT_KEY_DOWN;
    case KEY_LEFT: case KEY_SLEFT: return CT_KEY_LEFT;
    case KEY_RIGHT: case KEY_SRIGHT: return CT_KEY_RIGHT;
    case KEY_HOME: case KEY_SHOME: case KEY_A1: case KEY_FIND: case KEY_OUR_HOME: return CT_KEY_HOME;
    case KEY_END: case KEY_SEND: case KEY_C1: case KEY_SELECT: case KEY_OUR_END: return CT_KEY_END;
    case KEY_PPAGE: case KEY_SPREVIOUS: case KEY_A3: return CT_KEY_PAGE_UP;
    case KEY_NPAGE: case KEY_SNEXT: case KEY_C3: return CT_KEY_PAGE_DOWN;
    case KEY_IC: return CT_KEY_INSERT;
    case KEY_DC: case KEY_SDC: return CT_KEY_DELETE;
    case KEY_BACKSPACE: return CT_KEY_BACKSPACE;
    case KEY_ENTER: return CT_KEY_ENTER;
    case KEY_BTAB: return CT_KEY_BACKTAB;
    default: break;
  }
  if (key > KEY_F(0) && key <= KEY_F(24)) return CT_KEY_F0 + (uint32_t)(key - KEY_F(0));
  return CT_KEY_UNKNOWN;
}

bool ct_next_event(ct_event *event) {
  memset(event, 0, sizeof *event);
  while (ct_is_active()) {
    wint_t key = 0;
    int result = wget_wch(stdscr, &key);
    if (result == ERR) return false;
    if (result != KEY_CODE_YES) {
      event->kind = CT_EVENT_CHARACTER;
      event->code = (uint32_t)key;
      if (key != 27) return true;
      // Alt sends an escape and the character at once; an escape alone has nothing behind it.
      wint_t next = 0;
      result = wget_wch(stdscr, &next);
      if (result == OK && next != 27) {
        event->kind = CT_EVENT_ALT;
        event->code = (uint32_t)next;
      } else if (result == KEY_CODE_YES) {
        ungetch((int)next);
      } else if (result == OK) {
        unget_wch((wchar_t)next);
      }
      return true;
    }
    switch (key) {
      case KEY_RESIZE:
      case KEY_OUR_PASTE_END: continue;
      case KEY_OUR_PASTE_START: event->kind = CT_EVENT_PASTE_START; return true;
      case KEY_OUR_MOUSE:
        if (read_mouse(event)) return true;
        memset(event, 0, sizeof *event);
        continue;
      default:
        event->kind = CT_EVENT_KEY;
        event->code = key_code(key);
        if (event->code == CT_KEY_UNKNOWN) continue;
        return true;
    }
  }
  return false;
}
