#define _GNU_SOURCE /* strdup */
#include "raft_io.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

effects *effects_of(disk *d) {
  step *last = d->steps;
  while (last->next) last = last->next;
  return &last->out;
}

/* The library takes for granted that it is durable when the call returns: what it does after that has to wait. */
void wait_for_disk(disk *d) {
  step *last = d->steps;
  while (last->next) last = last->next;
  sync_disk(&last->out, ++d->syncs);
  if (d->is_hasty) return;
  last->token = d->syncs;
  last->next = calloc(1, sizeof *last);
}

void write_meta(disk *d) {
  text value = {0};
  put(&value, "{\"term\":%llu,\"vote\":%llu}", d->term, d->vote);
  write_key(effects_of(d), "meta", value.data);
  free(value.data);
}

static raft_term term_at(const disk *d, raft_index index) { return index < d->start ? d->before : d->log[index - d->start].term; }

/* An entry names the term of the one before: of what an older log has left on the disk behind the last one, none fits. */
void write_entries(disk *d, raft_index from) {
  for (raft_index index = from; index < d->start + d->length; index++) {
    char key[32];
    text value = {0};
    snprintf(key, sizeof key, "entry %llu", index);
    put(&value, "{\"before\":%llu,\"entry\":", term_at(d, index - 1));
    put_record(&value, &d->log[index - d->start]);
    put(&value, "}");
    write_key(effects_of(d), key, value.data);
    free(value.data);
  }
}

/* Where the log begins, and what stands for all before it: one key, or either might survive without the other. */
void write_base(disk *d) {
  text value = {0};
  put(&value, "{\"start\":%llu,\"before\":%llu,\"snapshot\":%s}", d->start, d->before,
      d->snapshot_text ? d->snapshot_text : "null");
  write_key(effects_of(d), "base", value.data);
  free(value.data);
}

/* Once the base is durable. */
void erase_before_base(disk *d) {
  for (; d->erased < d->start; d->erased++) {
    char key[32];
    snprintf(key, sizeof key, "entry %llu", d->erased);
    write_key(effects_of(d), key, "null");
  }
}

void keep(disk *d, raft_term term, unsigned type, char *data) {
  if (d->length == d->room) d->log = realloc(d->log, (d->room = 2 * d->room + 16) * sizeof *d->log);
  d->log[d->length++] = (record){term, type, data};
}

void cut_from(disk *d, size_t at) {
  while (d->length > at) free(d->log[--d->length].data);
}

void forget_before(disk *d, raft_index index) {
  size_t gone = index > d->start ? (size_t)(index - d->start) : 0;
  if (gone > d->length) gone = d->length;
  if (gone) d->before = d->log[gone - 1].term;
  for (size_t at = 0; at < gone; at++) free(d->log[at].data);
  memmove(d->log, d->log + gone, (d->length - gone) * sizeof *d->log);
  d->length -= gone;
  d->start += gone;
}

void keep_snapshot(disk *d, char *value) {
  free_json(d->snapshot);
  free(d->snapshot_text);
  d->snapshot_text = value;
  d->snapshot = read_json(value);
}

struct raft_snapshot *load_snapshot(const disk *d) {
  struct raft_snapshot *made = raft_calloc(1, sizeof *made);
  made->index = (raft_index)number_in(d->snapshot, "index");
  made->term = (raft_term)number_in(d->snapshot, "term");
  made->configuration_index = (raft_index)number_in(d->snapshot, "membersIndex");
  read_members(d, field(d->snapshot, "members"), &made->configuration);
  char *image = raw_copy(field(d->snapshot, "image"));
  made->bufs = raft_malloc(sizeof *made->bufs);
  made->bufs[0] = buffer_of(image);
  made->n_bufs = 1;
  free(image);
  return made;
}

/* ---- from the beginning to the end ---- */

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

disk *open_disk(const json *init, bool *is_new) {
  disk *d = calloc(1, sizeof *d);
  d->blocks = (struct block){&d->blocks, &d->blocks};
  enter_heap(&d->blocks);
  d->io = raft_io_of(d);
  d->now = (raft_time)number_in(init, "now");
  d->random = (uint64_t)number_in(init, "seed");
  d->start = 1;
  d->steps = calloc(1, sizeof *d->steps);
  for (const json *one = field(init, "members")->first; one; one = one->next) {
    d->members = realloc(d->members, (d->count + 1) * sizeof *d->members);
    d->members[d->count++] = strdup(one->text);
  }
  qsort(d->members, d->count, sizeof *d->members, by_name);
  for (unsigned at = 0; at < d->count; at++)
    if (strcmp(d->members[at], text_in(init, "id")) == 0) d->id = at + 1;
  const json *stored = field(init, "stored"), *meta = field(stored, "meta"), *base = field(stored, "base");
  d->term = (raft_term)number_in(meta, "term");
  d->vote = (raft_id)number_in(meta, "vote");
  if (base) {
    d->start = (raft_index)number_in(base, "start");
    d->before = (raft_term)number_in(base, "before");
    const json *snapshot = field(base, "snapshot");
    if (snapshot->type == JSON_OBJECT) keep_snapshot(d, raw_copy(snapshot));
  }
  d->erased = d->start;
  for (;;) {
    char key[32];
    snprintf(key, sizeof key, "entry %llu", d->start + d->length);
    const json *next = field(stored, key), *entry = field(next, "entry");
    if (!base || !entry || (raft_term)number_in(next, "before") != term_at(d, d->start + d->length - 1)) break;
    keep(d, (raft_term)number_in(entry, "term"), (unsigned)number_in(entry, "type"), raw_copy(field(entry, "data")));
  }
  *is_new = d->length == 0 && !d->snapshot;
  return d;
}

void free_disk(disk *d) {
  cut_from(d, 0);
  free(d->log);
  free_heap(&d->blocks);
  for (request *one = d->requests, *next; one; one = next) next = one->next, free(one);
  for (step *one = d->steps, *next; one; one = next) next = one->next, free(one->out.list.data), free(one);
  for (struct line *one = d->inbox, *next; one; one = next) next = one->next, free(one->text), free(one);
  for (unsigned at = 0; at < d->count; at++) free(d->members[at]);
  free(d->members);
  free_json(d->snapshot);
  free(d->snapshot_text);
  free(d);
}
