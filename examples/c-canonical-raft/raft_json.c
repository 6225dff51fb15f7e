#define _GNU_SOURCE /* strdup */
#include "raft_io.h"

#include <stdlib.h>
#include <string.h>

struct raft_buffer buffer_of(const char *value) {
  struct raft_buffer made = {raft_malloc(strlen(value) + 1), strlen(value) + 1};
  memcpy(made.base, value, made.len);
  return made;
}

/* A command is JSON already, a change of members bytes, and a barrier whatever was in memory: its bytes mean nothing. */
char *data_of(const struct raft_entry *entry) {
  text data = {0};
  if (entry->type == RAFT_COMMAND) put(&data, "%.*s", (int)entry->buf.len, (const char *)entry->buf.base);
  else if (entry->type == RAFT_BARRIER) put(&data, "null");
  else {
    put(&data, "\"");
    for (size_t at = 0; at < entry->buf.len; at++) put(&data, "%02x", ((unsigned char *)entry->buf.base)[at]);
    put(&data, "\"");
  }
  return data.data;
}

void put_record(text *to, const record *one) {
  put(to, "{\"term\":%llu,\"type\":%u,\"data\":%s}", one->term, one->type, one->data);
}

struct raft_entry entry_of(raft_term term, unsigned type, const char *data) {
  struct raft_entry entry = {term, (unsigned short)type, {NULL, 8}, NULL};
  if (type == RAFT_COMMAND) entry.buf = buffer_of(data);
  if (type == RAFT_BARRIER) entry.buf.base = raft_calloc(1, 8);
  if (type == RAFT_CHANGE) {
    entry.buf.len = strlen(data) / 2 - 1;
    entry.buf.base = raft_malloc(entry.buf.len + 1);
    for (size_t at = 0; at < entry.buf.len; at++) {
      char two[3] = {data[1 + 2 * at], data[2 + 2 * at], 0};
      ((unsigned char *)entry.buf.base)[at] = (unsigned char)strtoul(two, NULL, 16);
    }
  }
  entry.batch = entry.buf.base;
  return entry;
}

void put_members(text *to, const struct raft_configuration *of) {
  put(to, "[");
  for (unsigned at = 0; at < of->n; at++)
    put(to, "%s{\"id\":%llu,\"role\":%d}", at ? "," : "", of->servers[at].id, of->servers[at].role);
  put(to, "]");
}

void read_members(const disk *d, const json *list, struct raft_configuration *into) {
  raft_configuration_init(into);
  for (const json *one = list ? list->first : NULL; one; one = one->next) {
    raft_id id = (raft_id)number_in(one, "id");
    if (id >= 1 && id <= d->count) raft_configuration_add(into, id, d->members[id - 1], (int)number_in(one, "role"));
  }
}

/* ---- messages ---- */

char *body_of(const struct raft_message *message) {
  text body = {0};
  const struct raft_append_entries *entries = &message->append_entries;
  const struct raft_install_snapshot *snapshot = &message->install_snapshot;
  switch (message->type) {
    case RAFT_IO_REQUEST_VOTE:
      put(&body, "{\"type\":\"vote?\",\"term\":%llu,\"last\":%llu,\"lastTerm\":%llu,\"disrupts\":%d,\"pre\":%d}",
          message->request_vote.term, message->request_vote.last_log_index, message->request_vote.last_log_term,
          message->request_vote.disrupt_leader, message->request_vote.pre_vote);
      break;
    case RAFT_IO_REQUEST_VOTE_RESULT:
      put(&body, "{\"type\":\"vote!\",\"term\":%llu,\"granted\":%d,\"pre\":%d}", message->request_vote_result.term,
          message->request_vote_result.vote_granted, (int)message->request_vote_result.pre_vote);
      break;
    case RAFT_IO_APPEND_ENTRIES:
      put(&body, "{\"type\":\"append?\",\"term\":%llu,\"before\":%llu,\"beforeTerm\":%llu,\"commit\":%llu,\"entries\":[",
          entries->term, entries->prev_log_index, entries->prev_log_term, entries->leader_commit);
      for (unsigned at = 0; at < entries->n_entries; at++) {
        record one = {entries->entries[at].term, entries->entries[at].type, data_of(&entries->entries[at])};
        if (at) put(&body, ",");
        put_record(&body, &one);
        free(one.data);
      }
      put(&body, "]}");
      break;
    case RAFT_IO_APPEND_ENTRIES_RESULT:
      put(&body, "{\"type\":\"append!\",\"term\":%llu,\"rejected\":%llu,\"last\":%llu}", message->append_entries_result.term,
          message->append_entries_result.rejected, message->append_entries_result.last_log_index);
      break;
    case RAFT_IO_INSTALL_SNAPSHOT:
      put(&body, "{\"type\":\"snapshot?\",\"term\":%llu,\"last\":%llu,\"lastTerm\":%llu,\"membersIndex\":%llu,\"members\":",
          snapshot->term, snapshot->last_index, snapshot->last_term, snapshot->conf_index);
      put_members(&body, &snapshot->conf);
      put(&body, ",\"image\":%.*s}", (int)snapshot->data.len, (const char *)snapshot->data.base);
      break;
    case RAFT_IO_TIMEOUT_NOW:
      put(&body, "{\"type\":\"stand!\",\"term\":%llu,\"last\":%llu,\"lastTerm\":%llu}", message->timeout_now.term,
          message->timeout_now.last_log_index, message->timeout_now.last_log_term);
      break;
  }
  return body.data;
}

static void receive_entries(const json *list, struct raft_append_entries *into) {
  for (const json *one = list ? list->first : NULL; one; one = one->next) into->n_entries++;
  if (into->n_entries) into->entries = raft_malloc(into->n_entries * sizeof *into->entries);
  unsigned at = 0;
  for (const json *one = list ? list->first : NULL; one; one = one->next) {
    char *data = raw_copy(field(one, "data"));
    into->entries[at++] = entry_of((raft_term)number_in(one, "term"), (unsigned)number_in(one, "type"), data);
    free(data);
  }
}

bool read_message(const disk *d, const char *from, const json *body, struct raft_message *message) {
  const char *type = text_in(body, "type");
  for (unsigned at = 0; at < d->count; at++)
    if (from && strcmp(d->members[at], from) == 0) message->server_id = at + 1, message->server_address = d->members[at];
  if (!type || message->server_id == 0) return false;
  raft_term term = (raft_term)number_in(body, "term"), last_term = (raft_term)number_in(body, "lastTerm");
  raft_index last = (raft_index)number_in(body, "last");
  if (strcmp(type, "vote?") == 0) {
    message->type = RAFT_IO_REQUEST_VOTE;
    message->request_vote = (struct raft_request_vote){
        term, message->server_id, last, last_term, number_in(body, "disrupts") != 0, number_in(body, "pre") != 0};
  } else if (strcmp(type, "vote!") == 0) {
    message->type = RAFT_IO_REQUEST_VOTE_RESULT;
    message->request_vote_result =
        (struct raft_request_vote_result){term, number_in(body, "granted") != 0, (raft_tribool)number_in(body, "pre")};
  } else if (strcmp(type, "append?") == 0) {
    message->type = RAFT_IO_APPEND_ENTRIES;
    message->append_entries = (struct raft_append_entries){
        term, (raft_index)number_in(body, "before"), (raft_term)number_in(body, "beforeTerm"), (raft_index)number_in(body, "commit"), NULL, 0};
    receive_entries(field(body, "entries"), &message->append_entries);
  } else if (strcmp(type, "append!") == 0) {
    message->type = RAFT_IO_APPEND_ENTRIES_RESULT;
    message->append_entries_result = (struct raft_append_entries_result){term, (raft_index)number_in(body, "rejected"), last};
  } else if (strcmp(type, "snapshot?") == 0) {
    message->type = RAFT_IO_INSTALL_SNAPSHOT;
    char *image = raw_copy(field(body, "image"));
    message->install_snapshot =
        (struct raft_install_snapshot){term, last, last_term, {0}, (raft_index)number_in(body, "membersIndex"), buffer_of(image)};
    read_members(d, field(body, "members"), &message->install_snapshot.conf);
    free(image);
  } else if (strcmp(type, "stand!") == 0) {
    message->type = RAFT_IO_TIMEOUT_NOW;
    message->timeout_now = (struct raft_timeout_now){term, last, last_term};
  } else {
    return false;
  }
  return true;
}

/* ---- the view ---- */

void put_log(disk *d, const struct raft_log *log, text *out) {
  size_t length = log->size ? (log->back + log->size - log->front) % log->size : 0;
  raft_index last = log->offset + length;
  if (d->shown > last) d->shown = last;
  if (d->shown < log->offset) d->shown = log->offset;
  if (d->shown > log->offset) put(out, ",\"logFrom\":%llu", d->shown + 1); /* those before are as they were shown */
  put(out, ",\"log\":[");
  for (raft_index index = d->shown + 1; index <= last; index++) {
    const struct raft_entry *entry = &log->entries[(log->front + (size_t)(index - log->offset) - 1) % log->size];
    char *data = data_of(entry);
    put(out, "%s{\"index\":%llu,\"term\":%llu,\"digest\":", index > d->shown + 1 ? "," : "", index, entry->term);
    put_quoted(out, entry->type == RAFT_CHANGE ? "members" : data);
    put(out, "}");
    free(data);
  }
  put(out, "]");
  d->shown = last;
}
