// Signals become flags and one byte in a pipe; the thread that owns the terminal does the rest.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "CTerminal.h"
#include "Internal.h"

// By CT_SIGNAL_….
static const int numbers[CT_SIGNAL_COUNT] = {
    SIGWINCH, SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGPIPE, SIGTSTP, SIGCONT,
};

static struct sigaction previous[CT_SIGNAL_COUNT];
static volatile sig_atomic_t arrived[CT_SIGNAL_COUNT];
static volatile sig_atomic_t wake_descriptor = -1;
static bool installed;

static void on_signal(int number) {
  for (int i = 0; i < CT_SIGNAL_COUNT; i++) {
    if (numbers[i] == number) arrived[i] = 1;
  }
  ct_wake_up(wake_descriptor);
}

void ct_wake_up(int descriptor) {
  if (descriptor < 0) return;
  int saved = errno;
  // A full pipe wakes its reader just as well.
  ssize_t written = write(descriptor, "", 1);
  (void)written;
  errno = saved;
}

void ct_set_wake_descriptor(int descriptor) {
  wake_descriptor = descriptor;
  // What came while nobody listened is not lost.
  for (int i = 0; i < CT_SIGNAL_COUNT; i++) {
    if (arrived[i]) ct_wake_up(descriptor);
  }
}

bool ct_take_signal(int signal) {
  if (signal < 0 || signal >= CT_SIGNAL_COUNT || !arrived[signal]) return false;
  arrived[signal] = 0;
  return true;
}

void ct_install_signal_handlers(void) {
  if (installed) return;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  for (int i = 0; i < CT_SIGNAL_COUNT; i++) {
    arrived[i] = 0;
    sigaction(numbers[i], &action, &previous[i]);
    // nohup and shells without job control ignore some on purpose: leave it so.
    bool ignored = previous[i].sa_handler == SIG_IGN;
    if (ignored && numbers[i] != SIGPIPE) sigaction(numbers[i], &previous[i], NULL);
  }
  installed = true;
}

void ct_remove_signal_handlers(void) {
  if (!installed) return;
  for (int i = 0; i < CT_SIGNAL_COUNT; i++) sigaction(numbers[i], &previous[i], NULL);
  installed = false;
  wake_descriptor = -1;
}

void ct_stop_process_group(void) {
  struct sigaction stop, ours;
  memset(&stop, 0, sizeof stop);
  stop.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &stop, &ours);
  // The whole group, so that a shell sees its job stop even when it started us through a script.
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}

int ct_make_pipe(int ends[2]) {
  if (pipe(ends) != 0) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
  }
  return 0;
}
