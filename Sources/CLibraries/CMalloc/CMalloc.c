#include "flowsight_malloc.h"
