#define _GNU_SOURCE /* getline, strndup */
#include "lockstep.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *or_end(void *memory) {
  if (memory == NULL) {
    fputs("no memory\n", stderr);
    exit(2);
  }
  return memory;
}

static void make_room(text *to, size_t more) {
  if (to->length + more + 1 <= to->room) return;
  to->room = 2 * (to->length + more + 1);
  to->data = or_end(realloc(to->data, to->room));
}

void put(text *to, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int more = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  make_room(to, (size_t)more);
  va_start(arguments, format);
  vsnprintf(to->data + to->length, (size_t)more + 1, format, arguments);
  va_end(arguments);
  to->length += (size_t)more;
}

void put_quoted(text *to, const char *value) {
  put(to, "\"");
  for (; *value; value++) {
    if (*value == '"' || *value == '\\') put(to, "\\%c", *value);
    else if ((unsigned char)*value < 0x20) put(to, "\\u%04x", *value);
    else put(to, "%c", *value);
  }
  put(to, "\"");
}

/* ---- reading ---- */

static const char *at; /* where the line is read */

static void expect(int wrong) {
  if (!wrong) return;
  fprintf(stderr, "this is no JSON: %.40s\n", at);
  exit(2);
}

static void skip_blanks(void) { at += strspn(at, " \t\r\n"); }

/* A code point as UTF-8. */
static char *put_point(char *out, unsigned long point) {
  if (point < 0x80) return *out++ = (char)point, out;
  int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  *out++ = (char)((0xf00 >> more & 0xff) | point >> 6 * more);
  while (more-- > 0) *out++ = (char)(0x80 | (point >> 6 * more & 0x3f));
  return out;
}

static unsigned long read_four(void) {
  char four[5] = {0};
  expect(strlen(at) < 4);
  memcpy(four, at, 4);
  at += 4;
  return strtoul(four, NULL, 16);
}

static char *read_text(void) {
  expect(*at++ != '"');
  const char *end = at;
  while (*end && *end != '"') end += *end == '\\' && end[1] ? 2 : 1;
  char *whole = or_end(malloc((size_t)(end - at) + 1)), *out = whole;
  while (at < end) {
    if (*at != '\\') {
      *out++ = *at++;
      continue;
    }
    char escaped = at[1];
    at += 2;
    if (escaped == 'u') {
      unsigned long point = read_four();
      if (point >= 0xd800 && point < 0xdc00 && at[0] == '\\' && at[1] == 'u') {
        at += 2;
        point = 0x10000 + ((point - 0xd800) << 10) + (read_four() - 0xdc00);
      }
      out = put_point(out, point);
    } else {
      const char *known = strchr("n\nt\tr\rb\bf\f", escaped);
      *out++ = known ? known[1] : escaped;
    }
  }
  expect(*at++ != '"');
  *out = 0;
  return whole;
}

static json *read_value(void) {
  json *value = or_end(calloc(1, sizeof *value));
  skip_blanks();
  value->raw = at;
  if (*at == '"') {
    value->type = JSON_TEXT;
    value->text = read_text();
  } else if (*at == '{' || *at == '[') {
    char end = *at == '{' ? '}' : ']';
    value->type = end == '}' ? JSON_OBJECT : JSON_LIST;
    json **last = &value->first;
    at++;
    for (skip_blanks(); *at != end; skip_blanks()) {
      if (last != &value->first) expect(*at++ != ',');
      skip_blanks();
      char *name = NULL;
      if (end == '}') {
        name = read_text();
        skip_blanks();
        expect(*at++ != ':');
      }
      *last = read_value();
      (*last)->name = name;
      last = &(*last)->next;
    }
    at++;
  } else {
    value->type = *at == 't' ? JSON_TRUE : *at == 'f' ? JSON_FALSE : *at == 'n' ? JSON_NULL : JSON_NUMBER;
    size_t length = strspn(at, "-+.0123456789aeflnrstuE");
    expect(length == 0);
    at += length;
  }
  value->length = (size_t)(at - value->raw);
  return value;
}

json *read_json(const char *source) {
  const char *before = at;
  at = source;
  json *value = read_value();
  at = before;
  return value;
}

void free_json(json *value) {
  while (value) {
    json *next = value->next;
    free_json(value->first);
    free(value->name);
    free(value->text);
    free(value);
    value = next;
  }
}

const json *field(const json *object, const char *name) {
  for (const json *one = object && object->type == JSON_OBJECT ? object->first : NULL; one; one = one->next)
    if (strcmp(one->name, name) == 0) return one;
  return NULL;
}

long long number_in(const json *object, const char *name) {
  const json *value = field(object, name);
  return value && value->type == JSON_NUMBER ? strtoll(value->raw, NULL, 10) : 0;
}

const char *text_in(const json *object, const char *name) {
  const json *value = field(object, name);
  return value ? value->text : NULL;
}

char *raw_copy(const json *value) {
  return or_end(value ? strndup(value->raw, value->length) : strdup("null"));
}

/* ---- effects ---- */

static text *begin_effect(effects *out, const char *kind) {
  put(&out->list, "%s{\"do\":\"%s\"", out->list.length ? "," : "", kind);
  return &out->list;
}

static text *put_field(text *to, const char *name, const char *value) {
  put(to, ",\"%s\":", name);
  put_quoted(to, value);
  return to;
}

void send_to(effects *out, const char *to, const char *body) {
  put(put_field(begin_effect(out, "send"), "to", to), ",\"body\":%s}", body);
}
void set_timer(effects *out, const char *timer, long long after) {
  put(put_field(begin_effect(out, "set-timer"), "timer", timer), ",\"after\":%lld}", after);
}
void cancel_timer(effects *out, const char *timer) {
  put(put_field(begin_effect(out, "cancel-timer"), "timer", timer), "}");
}
void write_key(effects *out, const char *key, const char *value) {
  put(put_field(begin_effect(out, "write"), "key", key), ",\"value\":%s}", value);
}
void sync_disk(effects *out, long long token) { put(begin_effect(out, "sync"), ",\"token\":%lld}", token); }
void reply_ok(effects *out, long long operation, const char *value) {
  put(begin_effect(out, "reply"), ",\"operation\":%lld,\"outcome\":{\"type\":\"ok\",\"value\":%s}}", operation, value);
}
static void reply_error(effects *out, long long operation, const char *type, const char *error) {
  put(begin_effect(out, "reply"), ",\"operation\":%lld,\"outcome\":{\"type\":\"%s\"", operation, type);
  put(put_field(&out->list, "error", error), "}}");
}
void reply_fail(effects *out, long long operation, const char *error) { reply_error(out, operation, "fail", error); }
void reply_info(effects *out, long long operation, const char *error) { reply_error(out, operation, "info", error); }

long long random_between(uint64_t *state, long long low, long long high) {
  uint64_t mixed = *state += 0x9e3779b97f4a7c15u;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
  return low + (long long)((mixed ^ mixed >> 31) % (uint64_t)(high - low + 1));
}

/* ---- serving ---- */

/* By `node`, which is a key: in a batch stand servers of several clusters. */
typedef struct playing { char *node; void *server; struct playing *next; } playing;
static playing *servers;

static playing *playing_of(const char *node) {
  for (playing *one = servers; one; one = one->next)
    if (strcmp(one->node, node) == 0) return one;
  playing *one = or_end(calloc(1, sizeof *one));
  *one = (playing){or_end(strdup(node)), NULL, servers};
  return servers = one;
}

static void answer(const server_type *type, const json *event, text *said) {
  const char *node = text_in(event, "node"), *kind = text_in(event, "event");
  if (!node || !kind) exit(2);
  playing *one = playing_of(node);
  effects out = {{NULL, 0, 0}};
  put(said, "{\"step\":%lld", number_in(event, "step"));
  if (strcmp(kind, "init") == 0 || strcmp(kind, "crash") == 0) {
    if (one->server) type->end(one->server);
    one->server = NULL;
  }
  if (strcmp(kind, "init") == 0) {
    one->server = type->begin(event, &out);
    put(said, ",%s,\"servers\":\"all\",\"batch\":true", type->describe);
  } else if (one->server) {
    type->handle(one->server, event, &out);
  }
  put(said, ",\"effects\":[%s]", out.list.data ? out.list.data : "");
  if (one->server) {
    put(said, ",\"view\":");
    type->view(one->server, said);
  }
  put(said, "}");
  free(out.list.data);
}

int serve(const server_type *type) {
  char *line = NULL;
  size_t room = 0;
  text said = {NULL, 0, 0};
  while (getline(&line, &room, stdin) > 0) {
    json *value = read_json(line);
    said.length = 0;
    if (value->type == JSON_LIST) { /* a batch: as many answers, in the same order */
      put(&said, "[");
      for (const json *event = value->first; event; event = event->next) {
        if (event != value->first) put(&said, ",");
        answer(type, event, &said);
      }
      put(&said, "]");
    } else {
      answer(type, value, &said);
    }
    puts(said.data);
    fflush(stdout);
    free_json(value);
  }
  free(said.data);
  free(line);
  return 0;
}
