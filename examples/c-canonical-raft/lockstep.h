/* The kit: the lockstep contract in C. Copy lockstep.h and lockstep.c beside an adapter of your own and call serve().
 *
 * The program never reads a clock and opens no socket: time, timers, disk and network are the harness's. */
#ifndef LOCKSTEP_H
#define LOCKSTEP_H

#include <stddef.h>
#include <stdint.h>

/* A text that grows; `data` ends with a zero, and is NULL before anything is put. */
typedef struct { char *data; size_t length, room; } text;
void put(text *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* In quotes, as JSON has it. */
void put_quoted(text *to, const char *value);

/* A value of a line. It lives until the line is answered: copy what is to stay. */
typedef struct json {
  enum { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT } type;
  const char *raw;    /* as it stands in the line, `length` bytes */
  size_t length;
  char *name;         /* in an object */
  char *text;         /* of JSON_TEXT, without quotes and escapes */
  struct json *first; /* of JSON_LIST and JSON_OBJECT */
  struct json *next;  /* in the list or object that it is in */
} json;
/* Of a text of your own; the value is freed with free_json. */
json *read_json(const char *source);
void free_json(json *value);
/* All three take what is missing or another thing for NULL, 0, NULL. */
const json *field(const json *object, const char *name);
long long number_in(const json *object, const char *name);
const char *text_in(const json *object, const char *name);
/* A copy of the value as it stands in the line, "null" where it is missing; the caller frees it. */
char *raw_copy(const json *value);

/* What a server does, in this order. A `body` or `value` is JSON. */
typedef struct { text list; } effects;
void send_to(effects *out, const char *to, const char *body);
/* Set again, a timer of the same name begins anew. `after` is in milliseconds. */
void set_timer(effects *out, const char *timer, long long after);
void cancel_timer(effects *out, const char *timer);
/* Durable once a sync that is asked for later is done. */
void write_key(effects *out, const char *key, const char *value);
/* The event `synced` brings the token back. */
void sync_disk(effects *out, long long token);
void reply_ok(effects *out, long long operation, const char *value);
/* It certainly did not happen. */
void reply_fail(effects *out, long long operation, const char *error);
/* Nobody knows whether it happened. */
void reply_info(effects *out, long long operation, const char *error);

/* All randomness of a server: begin with the seed of its `init` (splitmix64). From `low` to `high`, both among them. */
long long random_between(uint64_t *state, long long low, long long high);

/* A server in your words. */
typedef struct {
  const char *describe; /* name, offers, electionTimeout, options: the inside of an object of JSON */
  void *(*begin)(const json *init, effects *out);
  /* message, timer, submit, synced; where they are offered, reconfigure, transfer and, with "snapshots": "on-request", snapshot: its
   * operation is answered once the snapshot is durable. The event as the line has it. */
  void (*handle)(void *server, const json *event, effects *out);
  /* An object of JSON; see logFrom in the guide for what need not be shown again. */
  void (*view)(void *server, text *out);
  void (*end)(void *server); /* at a crash */
} server_type;

/* Serves until the input ends. */
int serve(const server_type *type);

#endif
