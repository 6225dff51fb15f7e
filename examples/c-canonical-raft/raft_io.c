#include "raft_io.h"

#include <stdlib.h>
#include <string.h>

static disk *disk_of(struct raft_io *io) { return io->impl; }

static void ask(disk *d, int kind, void *of, void (*done)(void), long long token) {
  request *one = malloc(sizeof *one), **end = &d->requests;
  *one = (request){kind, of, done, token, NULL};
  while (*end) end = &(*end)->next;
  *end = one;
}

/* ---- what the library asks for ---- */

static int io_init(struct raft_io *io, raft_id id, const char *address) { return (void)io, (void)id, (void)address, 0; }

static int io_bootstrap(struct raft_io *io, const struct raft_configuration *members) {
  disk *d = disk_of(io);
  struct raft_buffer encoded;
  int failed = raft_configuration_encode(members, &encoded);
  if (failed) return failed;
  struct raft_entry first = {1, RAFT_CHANGE, encoded, NULL};
  d->term = 1;
  keep(d, 1, RAFT_CHANGE, data_of(&first));
  raft_free(encoded.base);
  write_meta(d);
  write_base(d);
  write_entries(d, 1);
  wait_for_disk(d);
  return 0;
}

static int io_recover(struct raft_io *io, const struct raft_configuration *members) { return (void)io, (void)members, RAFT_INVALID; }

static int io_load(struct raft_io *io, raft_term *term, raft_id *vote, struct raft_snapshot **snapshot, raft_index *start,
                   struct raft_entry **entries, size_t *count) {
  disk *d = disk_of(io);
  *term = d->term, *vote = d->vote, *start = d->start, *count = d->length;
  *snapshot = d->snapshot ? load_snapshot(d) : NULL;
  *entries = d->length ? raft_malloc(d->length * sizeof **entries) : NULL;
  for (size_t at = 0; at < d->length; at++) (*entries)[at] = entry_of(d->log[at].term, d->log[at].type, d->log[at].data);
  return 0;
}

static int io_start(struct raft_io *io, unsigned every, raft_io_tick_cb tick, raft_io_recv_cb recv) {
  disk *d = disk_of(io);
  d->every = every, d->tick = tick, d->recv = recv;
  set_timer(effects_of(d), "tick", every);
  return 0;
}

static int io_set_term(struct raft_io *io, raft_term term) {
  disk *d = disk_of(io);
  d->term = term, d->vote = 0;
  write_meta(d);
  wait_for_disk(d);
  return 0;
}

static int io_set_vote(struct raft_io *io, raft_id vote) {
  disk *d = disk_of(io);
  d->vote = vote;
  write_meta(d);
  wait_for_disk(d);
  return 0;
}

static int io_append(struct raft_io *io, struct raft_io_append *of, const struct raft_entry entries[], unsigned count,
                     raft_io_append_cb done) {
  disk *d = disk_of(io);
  of->cb = done;
  raft_index from = d->start + d->length;
  for (unsigned at = 0; at < count; at++) keep(d, entries[at].term, entries[at].type, data_of(&entries[at]));
  write_entries(d, from);
  sync_disk(effects_of(d), ++d->syncs);
  ask(d, APPENDED, of, (void (*)(void))done, d->is_hasty ? 0 : d->syncs);
  return 0;
}

/* The next entry is written over the first that goes, and those behind it do not fit it. */
static int io_truncate(struct raft_io *io, raft_index index) {
  disk *d = disk_of(io);
  cut_from(d, index > d->start ? (size_t)(index - d->start) : 0);
  if (index <= d->shown) d->shown = index - 1;
  return 0;
}

static int io_snapshot_put(struct raft_io *io, unsigned trailing, struct raft_io_snapshot_put *of,
                           const struct raft_snapshot *snapshot, raft_io_snapshot_put_cb done) {
  disk *d = disk_of(io);
  of->cb = done;
  text value = {0};
  put(&value, "{\"index\":%llu,\"term\":%llu,\"membersIndex\":%llu,\"members\":", snapshot->index, snapshot->term,
      snapshot->configuration_index);
  put_members(&value, &snapshot->configuration);
  put(&value, ",\"image\":");
  for (unsigned at = 0; at < snapshot->n_bufs; at++)
    put(&value, "%.*s", (int)snapshot->bufs[at].len, (const char *)snapshot->bufs[at].base);
  put(&value, "}");
  keep_snapshot(d, value.data);
  if (trailing == 0) { /* it takes the place of all that was there */
    cut_from(d, 0);
    d->start = snapshot->index + 1;
    d->before = snapshot->term;
  } else if (snapshot->index > trailing) {
    forget_before(d, snapshot->index - trailing + 1);
  }
  write_base(d);
  sync_disk(effects_of(d), ++d->syncs);
  ask(d, SNAPSHOT_PUT, of, (void (*)(void))done, d->is_hasty ? 0 : d->syncs);
  return 0;
}

static int io_snapshot_get(struct raft_io *io, struct raft_io_snapshot_get *of, raft_io_snapshot_get_cb done) {
  disk *d = disk_of(io);
  of->cb = done;
  ask(d, SNAPSHOT_GOT, of, (void (*)(void))done, 0);
  return 0;
}

static raft_time io_time(struct raft_io *io) { return disk_of(io)->now; }

static int io_random(struct raft_io *io, int low, int high) { return (int)random_between(&disk_of(io)->random, low, high); }

static void finish(disk *d, request *one) {
  if (one->kind == SNAPSHOT_PUT) erase_before_base(d);
  if (!one->done) { /* the library does not want to know */
  } else if (one->kind == SENT) ((raft_io_send_cb)one->done)(one->of, 0);
  else if (one->kind == APPENDED) ((raft_io_append_cb)one->done)(one->of, 0);
  else if (one->kind == SNAPSHOT_PUT) ((raft_io_snapshot_put_cb)one->done)(one->of, 0);
  else ((raft_io_snapshot_get_cb)one->done)(one->of, load_snapshot(d), 0);
  free(one);
}

/* Those that wait for nothing, or for that sync or one before it. */
static void finish_until(disk *d, long long token) {
  for (request **at = &d->requests; *at;) {
    request *one = *at;
    if (one->token > token) {
      at = &one->next;
      continue;
    }
    *at = one->next;
    finish(d, one);
    at = &d->requests; /* the library may have asked for more */
  }
}

static void io_close(struct raft_io *io, raft_io_close_cb done) { done(io); }

static int io_send(struct raft_io *io, struct raft_io_send *of, const struct raft_message *message, raft_io_send_cb done) {
  disk *d = disk_of(io);
  of->cb = done;
  char *body = body_of(message);
  if (body && message->server_id >= 1 && message->server_id <= d->count)
    send_to(effects_of(d), d->members[message->server_id - 1], body);
  free(body);
  ask(d, SENT, of, (void (*)(void))done, 0);
  return 0;
}

struct raft_io raft_io_of(disk *d) {
  return (struct raft_io){1, d, d, {0}, io_init, io_close, io_load, io_start, io_bootstrap, io_recover, io_set_term, io_set_vote,
                          io_send, io_append, io_truncate, io_snapshot_put, io_snapshot_get, io_time, io_random, NULL};
}

/* ---- events ---- */

static bool is_waiting(const disk *d) { return d->steps->next != NULL; }

static void receive(disk *d, const char *from, const json *body) {
  struct raft_message message = {0};
  if (d->recv && read_message(d, from, body, &message)) d->recv(&d->io, &message); /* what it holds is the library's now */
}

static void hand_on(disk *d, const json *event, void (*other)(void *server, const json *event), void *server) {
  const char *kind = text_in(event, "event"), *timer = text_in(event, "timer");
  d->now = (raft_time)number_in(event, "now");
  if (strcmp(kind, "message") == 0) receive(d, text_in(event, "from"), field(event, "body"));
  else if (strcmp(kind, "synced") == 0) finish_until(d, number_in(event, "token"));
  else if (strcmp(kind, "timer") == 0 && strcmp(timer, "tick") == 0 && d->tick) {
    set_timer(effects_of(d), "tick", d->every);
    d->tick(&d->io);
  } else other(server, event);
  finish_until(d, 0);
}

void take_event(disk *d, const json *event, void (*other)(void *server, const json *event), void *server) {
  enter_heap(&d->blocks);
  bool is_awaited = is_waiting(d) && strcmp(text_in(event, "event"), "synced") == 0 && number_in(event, "token") == d->steps->token;
  if (is_awaited) {
    step *gone = d->steps;
    d->steps = gone->next;
    free(gone->out.list.data);
    free(gone);
  } else if (!is_waiting(d)) {
    hand_on(d, event, other, server);
  } else {
    struct line *one = malloc(sizeof *one), **end = &d->inbox;
    *one = (struct line){raw_copy(event), NULL};
    while (*end) end = &(*end)->next;
    *end = one;
  }
  while (d->inbox && !is_waiting(d)) {
    struct line *one = d->inbox;
    d->inbox = one->next;
    json *waited = read_json(one->text);
    hand_on(d, waited, other, server);
    free_json(waited);
    free(one->text);
    free(one);
  }
}

void put_effects(disk *d, effects *answer) {
  text *list = &d->steps->out.list;
  if (list->length) put(&answer->list, "%s%s", answer->list.length ? "," : "", list->data);
  if (list->data) list->data[0] = 0;
  list->length = 0;
}
