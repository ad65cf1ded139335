// A Swift trap leaves the terminal raw and in the alternate screen, with the backtrace in steps
// across it. This guard undoes both with calls that are safe in a signal handler, then lets the
// handler from before run: the Swift backtracer, or the default.
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "Internal.h"

#ifndef NSIG
#define NSIG 65
#endif

static const int crashes[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
static const size_t crash_count = sizeof crashes / sizeof *crashes;

static struct termios cooked;
static int terminal_fd = -1;
static struct sigaction previous[NSIG];
// Without a stack of its own the handler could not run after a stack overflow.
static char signal_stack[64 * 1024];

static void on_crash(int signal, siginfo_t *info, void *context) {
  (void)context;
  // Mouse and paste off, plain text, cursor shown, cursor and number keys as usual, main screen.
  static const char reset[] =
      "\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?2004l\033[0m\033[?25h\033[?1l\033>\033[?1049l\r\n";
  if (terminal_fd >= 0) {
    ssize_t written = write(terminal_fd, reset, sizeof reset - 1);
    (void)written;
    tcsetattr(terminal_fd, TCSANOW, &cooked);
    terminal_fd = -1;
  }
  sigaction(signal, &previous[signal], NULL);
  // A fault happens again when the handler returns; abort() and a signal sent by a process do not.
  if (signal == SIGABRT || info->si_code <= 0) raise(signal);
}

void ct_install_crash_guard(int terminal) {
  if (tcgetattr(terminal, &cooked) != 0) return;
  terminal_fd = terminal;

  stack_t current;
  if (sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) {
    stack_t own = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack, .ss_flags = 0};
    sigaltstack(&own, NULL);
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_crash;
  action.sa_flags = SA_ONSTACK | SA_SIGINFO;
  for (size_t i = 0; i < crash_count; i++) sigaction(crashes[i], &action, &previous[crashes[i]]);
}

void ct_remove_crash_guard(void) {
  if (terminal_fd < 0) return;
  terminal_fd = -1;
  for (size_t i = 0; i < crash_count; i++) sigaction(crashes[i], &previous[crashes[i]], NULL);
}
