// Shared by the files of this target only.
#ifndef CTERMINAL_INTERNAL_H
#define CTERMINAL_INTERNAL_H

#include <stdbool.h>

// Crash.c: while installed, a crash restores the terminal before the process goes down.
void ct_install_crash_guard(int terminal);
void ct_remove_crash_guard(void);

// Input.c: keys that terminals send otherwise than their description says, and pastes.
void ct_define_keys(void);

// Screen.c
bool ct_is_active(void);
int ct_input_descriptor(void);

// Signals.c
void ct_install_signal_handlers(void);
void ct_remove_signal_handlers(void);

#endif
