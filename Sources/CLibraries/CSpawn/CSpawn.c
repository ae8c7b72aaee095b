#include "flowsight_spawn.h"
