#pragma once
// The digest alone. The interface that replaces it chooses among implementations first: 2 ms and a megabyte of each start.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
