#include "flowsight_postgres.h"
