#pragma once
#include <spawn.h>

// What glibc's <spawn.h> offers to _GNU_SOURCE alone, which Swift's Glibc module does not define.

int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);

static const short fs_spawn_setsid = 0x80;  // POSIX_SPAWN_SETSID
