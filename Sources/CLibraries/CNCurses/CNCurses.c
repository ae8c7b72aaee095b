#include "flowsight_ncurses.h"
