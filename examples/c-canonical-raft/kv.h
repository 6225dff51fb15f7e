/* A part of the kit: registers by key, behind a log. */
#ifndef KV_H
#define KV_H

#include "lockstep.h"

typedef struct pair { char *key, *value; struct pair *next; } pair;
typedef struct { pair *first; } kv;

/* Executes read, write or cas. Returns what it answers as JSON, which lives until the next call; NULL: a cas that does not match. */
const char *kv_execute(kv *store, const char *call);
/* All of it as JSON. */
void kv_image(const kv *store, text *out);
/* What kv_image gave takes the place of all there is. */
void kv_restore(kv *store, const char *image);
void kv_clear(kv *store);

#endif
