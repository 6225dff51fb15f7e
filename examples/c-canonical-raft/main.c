/* canonical/raft, the Raft of dqlite and LXD, over the lockstep contract. */
#include "kv.h"
#include "raft_io.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEARTBEAT = 30, ELECTION = 150, INSTALL = 1000, SNAPSHOT_EVERY = 50 };

static const char description[] =
    "\"name\":\"canonical/raft 0.15\",\"electionTimeout\":330,\"offers\":{\"snapshots\":true,\"transfer\":true},"
    "\"options\":{\"keep\":[50,8,500],\"preVote\":[true,false]}";

static bool is_hasty; /* a planted bug */

typedef struct {
  struct raft raft;
  struct raft_fsm fsm;
  disk *disk;
  kv store;
} server;

/* A call of a client, or of an operator, that waits. */
typedef struct {
  struct raft_apply apply;
  struct raft_transfer transfer;
  server *of;
  long long operation;
  raft_id to;
} call;

static effects *out_of(const server *s) { return effects_of(s->disk); }

/* ---- the state machine ---- */

static int apply(struct raft_fsm *fsm, const struct raft_buffer *command, void **result) {
  server *s = fsm->data;
  *result = (void *)kv_execute(&s->store, command->base);
  return 0;
}

static int snapshot(struct raft_fsm *fsm, struct raft_buffer **pieces, unsigned *count) {
  server *s = fsm->data;
  text image = {0};
  kv_image(&s->store, &image);
  *pieces = raft_malloc(sizeof **pieces);
  **pieces = buffer_of(image.data);
  *count = 1;
  free(image.data);
  return 0;
}

static int restore(struct raft_fsm *fsm, struct raft_buffer *image) {
  server *s = fsm->data;
  kv_restore(&s->store, image->base);
  raft_free(image->base);
  return 0;
}

/* ---- clients and operators ---- */

static void applied(struct raft_apply *request, int status, void *result) {
  call *one = request->data;
  if (status) reply_info(out_of(one->of), one->operation, raft_strerror(status));
  else if (result) reply_ok(out_of(one->of), one->operation, result);
  else reply_fail(out_of(one->of), one->operation, "the value is another");
  raft_free(one);
}

static void transferred(struct raft_transfer *request) {
  call *one = request->data;
  raft_id leader;
  raft_leader(&one->of->raft, &leader, &(const char *){NULL});
  if (leader == one->to) reply_ok(out_of(one->of), one->operation, "null");
  else reply_info(out_of(one->of), one->operation, "not handed over in time");
  raft_free(one);
}

static void refuse(server *s, call *one, int status) {
  reply_fail(out_of(s), one->operation, status == RAFT_NOTLEADER ? "not leader" : raft_strerror(status));
  raft_free(one);
}

/* A read is a command as well: it takes its turn in the log. */
static void submit(server *s, call *one, const json *event) {
  char *command = raw_copy(field(event, "call"));
  struct raft_buffer buffer = buffer_of(command);
  free(command), one->apply.data = one;
  int refused = raft_apply(&s->raft, &one->apply, &buffer, 1, applied);
  if (!refused) return;
  raft_free(buffer.base);
  refuse(s, one, refused);
}

static void transfer(server *s, call *one, const json *event) {
  const char *to = text_in(event, "to");
  for (unsigned at = 0; at < s->disk->count; at++)
    if (to && strcmp(s->disk->members[at], to) == 0) one->to = at + 1;
  one->transfer.data = one;
  int refused = raft_transfer(&s->raft, &one->transfer, one->to, transferred);
  if (refused) refuse(s, one, refused);
}

static void other(void *of, const json *event) {
  server *s = of;
  const char *kind = text_in(event, "event");
  call *one = raft_calloc(1, sizeof *one);
  one->of = s, one->operation = number_in(event, "operation");
  if (strcmp(kind, "submit") == 0) submit(s, one, event);
  else if (strcmp(kind, "transfer") == 0) transfer(s, one, event);
}

/* ---- for the kit ---- */

/* What the library cannot go on after ends the program, and is found. */
static void must(server *s, int status) {
  if (status == 0) return;
  fprintf(stderr, "%s: %s\n", raft_strerror(status), raft_errmsg(&s->raft));
  exit(3);
}

static void *begin(const json *init, effects *out) {
  server *s = calloc(1, sizeof *s);
  bool is_new;
  s->disk = open_disk(init, &is_new);
  s->disk->is_hasty = is_hasty;
  s->fsm = (struct raft_fsm){1, s, apply, snapshot, restore, NULL, NULL};
  must(s, raft_init(&s->raft, &s->disk->io, &s->fsm, s->disk->id, text_in(init, "id")));
  const json *options = field(init, "options"), *pre_vote = field(options, "preVote");
  unsigned keep = options ? (unsigned)number_in(options, "keep") : SNAPSHOT_EVERY;
  raft_set_heartbeat_timeout(&s->raft, HEARTBEAT);
  raft_set_election_timeout(&s->raft, ELECTION);
  raft_set_install_snapshot_timeout(&s->raft, INSTALL);
  raft_set_pre_vote(&s->raft, !pre_vote || pre_vote->type == JSON_TRUE);
  raft_set_snapshot_threshold(&s->raft, keep);
  raft_set_snapshot_trailing(&s->raft, keep / 4);
  if (is_new) {
    struct raft_configuration members;
    raft_configuration_init(&members);
    for (unsigned at = 0; at < s->disk->count; at++)
      must(s, raft_configuration_add(&members, at + 1, s->disk->members[at], RAFT_VOTER));
    must(s, raft_bootstrap(&s->raft, &members));
    raft_configuration_close(&members);
  }
  must(s, raft_start(&s->raft));
  put_effects(s->disk, out);
  return s;
}

static void handle(void *of, const json *event, effects *out) {
  server *s = of;
  take_event(s->disk, event, other, s);
  if (raft_state(&s->raft) == RAFT_UNAVAILABLE) must(s, RAFT_SHUTDOWN); /* it has refused to go on */
  put_effects(s->disk, out);
}

static void view(void *of, text *out) {
  server *s = of;
  const struct raft *r = &s->raft;
  bool stands = r->state == RAFT_CANDIDATE && !r->candidate_state.in_pre_vote;
  const char *role = r->state == RAFT_LEADER ? "leader" : stands ? "candidate" : "follower";
  put(out, "{\"role\":\"%s\",\"currentTerm\":%llu,\"commitIndex\":%llu,\"lastApplied\":%llu,\"firstIndex\":%llu,\"votedFor\":", role,
      r->current_term, r->commit_index, r->last_applied, r->log.offset + 1);
  if (r->voted_for) put_quoted(out, s->disk->members[r->voted_for - 1]);
  else put(out, "null");
  put_log(s->disk, &r->log, out);
  put(out, "}");
}

static void end(void *of) {
  server *s = of;
  kv_clear(&s->store);
  free_disk(s->disk);
  free(s);
}

int main(int count, char **words) {
  is_hasty = count == 3 && strcmp(words[1], "--bug") == 0 && strcmp(words[2], "send-early") == 0;
  static const server_type type = {description, begin, handle, view, end};
  return serve(&type);
}
