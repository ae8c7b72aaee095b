#pragma once
#include <hiredis/hiredis.h>

// Swift sees the text of an error as a tuple of 128 characters.
static inline const char *fs_redis_error_text(const redisContext *context) { return context->errstr; }
