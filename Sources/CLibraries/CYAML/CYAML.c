#include "flowsight_yaml.h"
