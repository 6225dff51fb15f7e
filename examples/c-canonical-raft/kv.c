#define _GNU_SOURCE /* strdup */
#include "kv.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static pair *pair_of(kv *store, const char *key) {
  for (pair *one = store->first; one; one = one->next)
    if (strcmp(one->key, key) == 0) return one;
  pair *one = malloc(sizeof *one);
  *one = (pair){strdup(key), strdup("null"), store->first};
  return store->first = one;
}

const char *kv_execute(kv *store, const char *call) {
  json *parsed = read_json(call);
  const char *f = text_in(parsed, "f"), *key = text_in(parsed, "key"), *answer = "null";
  if (f && key) {
    pair *at = pair_of(store, key);
    const json *value = field(parsed, "value");
    bool is_read = strcmp(f, "read") == 0, is_cas = strcmp(f, "cas") == 0;
    char *expected = is_cas ? raw_copy(value->first) : NULL;
    if (is_read) answer = at->value;
    else if (is_cas && strcmp(expected, at->value) != 0) answer = NULL;
    else free(at->value), at->value = raw_copy(is_cas ? value->first->next : value);
    free(expected);
  }
  free_json(parsed);
  return answer;
}

void kv_image(const kv *store, text *out) {
  put(out, "{");
  for (const pair *one = store->first; one; one = one->next) {
    if (one != store->first) put(out, ",");
    put_quoted(out, one->key);
    put(out, ":%s", one->value);
  }
  put(out, "}");
}

void kv_restore(kv *store, const char *image) {
  kv_clear(store);
  json *parsed = read_json(image);
  for (const json *one = parsed->first; one; one = one->next) {
    pair *at = pair_of(store, one->name);
    free(at->value);
    at->value = raw_copy(one);
  }
  free_json(parsed);
}

void kv_clear(kv *store) {
  for (pair *one = store->first, *next; one; one = next) next = one->next, free(one->key), free(one->value), free(one);
  store->first = NULL;
}
