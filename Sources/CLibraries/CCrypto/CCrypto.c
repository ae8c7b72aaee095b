#include "flowsight_crypto.h"
