#pragma once
#include <postgresql/libpq-fe.h>
#include <sys/eventfd.h>

// Value macros of character constants are not imported into Swift.
static const int fs_diag_sqlstate = PG_DIAG_SQLSTATE;
static const int fs_diag_message = PG_DIAG_MESSAGE_PRIMARY;
static const int fs_diag_detail = PG_DIAG_MESSAGE_DETAIL;
static const int fs_diag_hint = PG_DIAG_MESSAGE_HINT;
static const int fs_diag_context = PG_DIAG_CONTEXT;
static const int fs_diag_schema = PG_DIAG_SCHEMA_NAME;
static const int fs_diag_table = PG_DIAG_TABLE_NAME;
static const int fs_diag_column = PG_DIAG_COLUMN_NAME;
static const int fs_diag_constraint = PG_DIAG_CONSTRAINT_NAME;

/// A counter descriptor that wakes poll(2): closed on exec, never blocking.
static inline int fs_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
