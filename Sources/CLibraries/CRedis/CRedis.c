#include "flowsight_redis.h"
