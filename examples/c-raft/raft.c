/* A small Raft with a key-value store, played by Whitewater in lockstep. */
#define _GNU_SOURCE /* strdup */
#include "lockstep.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { HEARTBEAT = 50, MAX_SERVERS = 16, SNAPSHOT_EVERY = 50, NOBODY = -1, A_CLIENT = -2 };

typedef struct { long long term, operation; char *call; } entry; /* the operation of a client who waits, or -1 */
typedef struct held { long long token, term, index; int to; char *body; struct held *next; } held;
typedef struct pair { char *key, *value; struct pair *next; } pair;

typedef struct {
  int id, count;
  char *members[MAX_SERVERS];
  enum { FOLLOWER, CANDIDATE, LEADER } role;
  long long term, last, room, commit, applied, shown, syncs;
  int voted; /* -1: for nobody */
  entry *log; /* the first has index base + 1 and stands at 0 */
  long long base, base_term; /* the last entry in the snapshot, 0 where there is none */
  char *image; /* the store as it was there, as JSON */
  bool votes[MAX_SERVERS];
  long long next[MAX_SERVERS], match[MAX_SERVERS];
  held *waiting; /* what is sent, or counted of its own log, once a sync is done */
  pair *store;
  uint64_t random;
} raft;

static bool sends_early; /* a planted bug */

static entry *entry_at(const raft *r, long long index) { return &r->log[index - r->base - 1]; }

static long long term_at(const raft *r, long long index) { return index > r->base ? entry_at(r, index)->term : r->base_term; }

static void wait_for_leader(raft *r, effects *out) { set_timer(out, "election", random_between(&r->random, 150, 300)); }

/* ---- the log and the disk ---- */

static void append(raft *r, long long term, long long operation, char *call) {
  if (r->last - r->base == r->room) r->log = realloc(r->log, sizeof(entry) * (size_t)(r->room = 2 * r->room + 16));
  r->last++;
  *entry_at(r, r->last) = (entry){term, operation, call};
}

static void cut_to(raft *r, long long last, effects *out) {
  for (; r->last > last; r->last--) {
    entry *gone = entry_at(r, r->last);
    if (gone->operation >= 0) reply_info(out, gone->operation, "leadership was lost");
    free(gone->call);
  }
  if (r->shown > last) r->shown = last;
}

static void put_entries(const raft *r, long long after, text *to) {
  put(to, "[");
  for (long long at = after + 1; at <= r->last; at++)
    put(to, "%s{\"term\":%lld,\"call\":%s}", at > after + 1 ? "," : "", term_at(r, at), entry_at(r, at)->call);
  put(to, "]");
}

/* Nothing that another server relies on leaves before it is durable (5.1). Takes the body; to itself, `index` is matched; of a
 * client, `index` is the operation, which is answered then. */
static void persist(raft *r, int to, long long index, char *body, effects *out) {
  text state = {0};
  put(&state, "{\"term\":%lld,\"voted\":%d,\"base\":%lld,\"baseTerm\":%lld,\"image\":%s,\"log\":", r->term, r->voted,
      r->base, r->base_term, r->image);
  put_entries(r, r->base, &state);
  put(&state, "}");
  bool sends_now = sends_early && to >= 0 && to != r->id;
  if (sends_now) send_to(out, r->members[to], body);
  write_key(out, "state", state.data); /* one key: of several, any might survive without the others */
  sync_disk(out, ++r->syncs);
  free(state.data);
  held *one = malloc(sizeof *one), **end = &r->waiting;
  *one = (held){r->syncs, r->term, index, sends_now ? NOBODY : to, body, NULL};
  while (*end) end = &(*end)->next;
  *end = one;
}

/* ---- the store ---- */

static pair *pair_of(raft *r, const char *key) {
  for (pair *one = r->store; one; one = one->next)
    if (strcmp(one->key, key) == 0) return one;
  pair *one = malloc(sizeof *one);
  *one = (pair){strdup(key), strdup("null"), r->store};
  return r->store = one;
}

static void execute(raft *r, entry *entry, effects *out) {
  json *call = read_json(entry->call);
  const char *f = text_in(call, "f"), *key = text_in(call, "key");
  if (f && key) {
    pair *at = pair_of(r, key);
    const json *value = field(call, "value");
    bool is_read = strcmp(f, "read") == 0, is_cas = strcmp(f, "cas") == 0;
    char *expected = is_cas ? raw_copy(value->first) : NULL;
    bool holds = !is_cas || strcmp(expected, at->value) == 0;
    if (!is_read && holds) {
      free(at->value);
      at->value = raw_copy(is_cas ? value->first->next : value);
    }
    if (entry->operation >= 0 && holds) reply_ok(out, entry->operation, is_read ? at->value : "null");
    if (entry->operation >= 0 && !holds) reply_fail(out, entry->operation, "the value is another");
    free(expected);
  }
  entry->operation = -1;
  free_json(call);
}

static void clear_store(raft *r) {
  for (pair *one = r->store, *next; one; one = next) next = one->next, free(one->key), free(one->value), free(one);
  r->store = NULL;
}

/* ---- snapshots ---- */

/* The image holds all up to this entry: the log begins behind it (7). Takes the image. */
static void compact(raft *r, long long index, long long term, char *image, effects *out) {
  for (long long at = r->base + 1; at <= index && at <= r->last; at++) {
    entry *gone = entry_at(r, at);
    if (gone->operation >= 0) reply_info(out, gone->operation, "a snapshot took its place");
    free(gone->call);
  }
  if (r->last > index) memmove(r->log, entry_at(r, index + 1), sizeof(entry) * (size_t)(r->last - index));
  else r->last = index;
  if (r->shown < index) r->shown = index;
  free(r->image);
  r->base = index, r->base_term = term, r->image = image;
}

/* It is durable with what is written next; until then the disk has the log that it was made of. */
static void take_snapshot(raft *r, effects *out) {
  if (r->applied == r->base) return;
  text image = {0};
  put(&image, "{");
  for (const pair *one = r->store; one; one = one->next) {
    if (one != r->store) put(&image, ",");
    put_quoted(&image, one->key);
    put(&image, ":%s", one->value);
  }
  put(&image, "}");
  compact(r, r->applied, term_at(r, r->applied), image.data, out);
}

static void restore(raft *r) {
  clear_store(r);
  json *image = read_json(r->image);
  for (const json *one = image->first; one; one = one->next) {
    pair *at = pair_of(r, one->name);
    free(at->value);
    at->value = raw_copy(one);
  }
  free_json(image);
  r->applied = r->commit = r->base;
}

static void apply(raft *r, effects *out) {
  while (r->applied < r->commit) execute(r, entry_at(r, ++r->applied), out);
  if (r->applied - r->base >= SNAPSHOT_EVERY) take_snapshot(r, out);
}

/* ---- leading ---- */

static void replicate(raft *r, effects *out) {
  for (int to = 0; to < r->count; to++) {
    if (to == r->id) continue;
    long long before = r->next[to] - 1;
    text body = {0};
    if (before < r->base) {
      put(&body, "{\"type\":\"snapshot?\",\"term\":%lld,\"index\":%lld,\"indexTerm\":%lld,\"image\":%s}", r->term, r->base,
          r->base_term, r->image);
    } else {
      put(&body, "{\"type\":\"append?\",\"term\":%lld,\"before\":%lld,\"beforeTerm\":%lld,\"commit\":%lld,\"entries\":",
          r->term, before, term_at(r, before), r->commit);
      put_entries(r, before, &body);
      put(&body, "}");
    }
    send_to(out, r->members[to], body.data);
    free(body.data);
  }
}

static void propose(raft *r, long long operation, char *call, effects *out) {
  append(r, r->term, operation, call);
  persist(r, r->id, r->last, NULL, out);
  replicate(r, out);
}

static void advance(raft *r, effects *out) {
  /* only entries of its own term are committed by counting (5.4.2) */
  for (long long index = r->last; index > r->commit && term_at(r, index) == r->term; index--) {
    int count = 0;
    for (int one = 0; one < r->count; one++) count += r->match[one] >= index;
    if (2 * count > r->count) r->commit = index;
  }
  apply(r, out);
}

static void count_votes(raft *r, effects *out) {
  int count = 0;
  for (int one = 0; one < r->count; one++) count += r->votes[one];
  if (r->role != CANDIDATE || 2 * count <= r->count) return;
  r->role = LEADER;
  for (int one = 0; one < r->count; one++) r->next[one] = r->last + 1, r->match[one] = 0;
  cancel_timer(out, "election");
  set_timer(out, "heartbeat", HEARTBEAT);
  propose(r, -1, strdup("null"), out); /* of its own term, so that those before it can be committed (5.4.2) */
}

static void campaign(raft *r, effects *out) {
  r->role = CANDIDATE;
  r->term++;
  r->voted = r->id;
  memset(r->votes, 0, sizeof r->votes);
  wait_for_leader(r, out);
  for (int to = 0; to < r->count; to++) {
    text body = {0};
    put(&body, "{\"type\":\"vote?\",\"term\":%lld,\"last\":%lld,\"lastTerm\":%lld}", r->term, r->last, term_at(r, r->last));
    persist(r, to, 0, body.data, out); /* to itself: its own vote */
  }
}

static void synced(raft *r, long long token, effects *out) {
  while (r->waiting && r->waiting->token <= token) {
    held *one = r->waiting;
    r->waiting = one->next;
    if (one->to == r->id && one->term == r->term && r->role == CANDIDATE) {
      r->votes[r->id] = true;
      count_votes(r, out);
    } else if (one->to == r->id && one->term == r->term && r->role == LEADER) {
      if (one->index > r->match[r->id]) r->match[r->id] = one->index;
      advance(r, out);
    } else if (one->to == A_CLIENT) {
      reply_ok(out, one->index, "null");
    } else if (one->to >= 0 && one->to != r->id) {
      send_to(out, r->members[one->to], one->body);
    }
    free(one->body);
    free(one);
  }
}

/* ---- messages ---- */

static void step_down(raft *r, long long term, effects *out) {
  if (r->role == LEADER) {
    cancel_timer(out, "heartbeat");
    wait_for_leader(r, out);
  }
  if (term > r->term) r->term = term, r->voted = -1;
  r->role = FOLLOWER;
}

static void on_vote_request(raft *r, int from, const json *body, effects *out) {
  long long last_term = number_in(body, "lastTerm"), own_term = term_at(r, r->last);
  bool is_recent = last_term > own_term || (last_term == own_term && number_in(body, "last") >= r->last);
  bool granted = number_in(body, "term") == r->term && (r->voted < 0 || r->voted == from) && is_recent;
  if (granted) {
    r->voted = from;
    wait_for_leader(r, out);
  }
  text answer = {0};
  put(&answer, "{\"type\":\"vote!\",\"term\":%lld,\"granted\":%s}", r->term, granted ? "true" : "false");
  persist(r, from, 0, answer.data, out);
}

static void on_append(raft *r, int from, const json *body, effects *out) {
  long long before = number_in(body, "before");
  bool is_old = number_in(body, "term") < r->term;
  if (!is_old && r->role != FOLLOWER) step_down(r, r->term, out);
  if (!is_old) wait_for_leader(r, out);
  /* what is in the snapshot is committed: every leader has the same */
  bool follows = !is_old && before <= r->last && (before < r->base || term_at(r, before) == number_in(body, "beforeTerm"));
  long long match = follows ? before : before - 1 < r->last ? before - 1 : r->last;
  const json *entries = field(body, "entries");
  for (const json *one = follows && entries ? entries->first : NULL; one; one = one->next) {
    if (++match <= r->base) continue;
    /* what conflicts goes, with all that follows (5.3) */
    if (match <= r->last && term_at(r, match) != number_in(one, "term")) cut_to(r, match - 1, out);
    if (match > r->last) append(r, number_in(one, "term"), -1, raw_copy(field(one, "call")));
  }
  long long commit = number_in(body, "commit") < match ? number_in(body, "commit") : match;
  if (follows && commit > r->commit) r->commit = commit;
  text answer = {0};
  put(&answer, "{\"type\":\"append!\",\"term\":%lld,\"ok\":%s,\"match\":%lld}", r->term, follows ? "true" : "false", match);
  persist(r, from, 0, answer.data, out);
  apply(r, out);
}

static void on_snapshot(raft *r, int from, const json *body, effects *out) {
  long long index = number_in(body, "index"), term = number_in(body, "indexTerm");
  bool is_old = number_in(body, "term") < r->term;
  if (!is_old && r->role != FOLLOWER) step_down(r, r->term, out);
  if (!is_old) wait_for_leader(r, out);
  if (!is_old && index > r->commit) {
    if (index > r->last || term_at(r, index) != term) cut_to(r, r->base, out);
    compact(r, index, term, raw_copy(field(body, "image")), out);
    restore(r);
  }
  text answer = {0};
  put(&answer, "{\"type\":\"append!\",\"term\":%lld,\"ok\":%s,\"match\":%lld}", r->term, is_old ? "false" : "true", index);
  persist(r, from, 0, answer.data, out);
}

static void on_appended(raft *r, int from, const json *body, effects *out) {
  long long match = number_in(body, "match");
  if (r->role != LEADER || number_in(body, "term") != r->term) return;
  const json *ok = field(body, "ok");
  if (ok && ok->type == JSON_TRUE) {
    if (match > r->match[from]) r->match[from] = match;
    r->next[from] = r->match[from] + 1;
    advance(r, out);
  } else {
    r->next[from] = match > r->match[from] ? match + 1 : r->match[from] + 1;
  }
}

static void message(raft *r, const char *sender, const json *body, effects *out) {
  const char *type = text_in(body, "type");
  int from = 0;
  while (from < r->count && strcmp(r->members[from], sender) != 0) from++;
  if (!type || from == r->count) return;
  if (number_in(body, "term") > r->term) step_down(r, number_in(body, "term"), out);
  if (strcmp(type, "vote?") == 0) on_vote_request(r, from, body, out);
  if (strcmp(type, "append?") == 0) on_append(r, from, body, out);
  if (strcmp(type, "snapshot?") == 0) on_snapshot(r, from, body, out);
  if (strcmp(type, "append!") == 0) on_appended(r, from, body, out);
  const json *granted = field(body, "granted");
  if (strcmp(type, "vote!") == 0 && granted && granted->type == JSON_TRUE && number_in(body, "term") == r->term) {
    r->votes[from] = true;
    count_votes(r, out);
  }
}

/* ---- for the kit ---- */

static void *begin(const json *init, effects *out) {
  raft *r = calloc(1, sizeof *r);
  for (const json *member = field(init, "members")->first; member && r->count < MAX_SERVERS; member = member->next) {
    if (strcmp(member->text, text_in(init, "id")) == 0) r->id = r->count;
    r->members[r->count++] = strdup(member->text);
  }
  r->random = (uint64_t)number_in(init, "seed");
  r->voted = -1;
  const json *state = field(field(init, "stored"), "state");
  if (!state) r->image = strdup("{}");
  if (state) {
    r->term = number_in(state, "term");
    r->voted = (int)number_in(state, "voted");
    r->last = r->shown = r->base = number_in(state, "base");
    r->base_term = number_in(state, "baseTerm");
    r->image = raw_copy(field(state, "image"));
    restore(r);
    for (const json *one = field(state, "log")->first; one; one = one->next)
      append(r, number_in(one, "term"), -1, raw_copy(field(one, "call")));
  }
  wait_for_leader(r, out);
  return r;
}

static void handle(void *server, const json *event, effects *out) {
  raft *r = server;
  const char *kind = text_in(event, "event"), *timer = text_in(event, "timer");
  if (strcmp(kind, "message") == 0) message(r, text_in(event, "from"), field(event, "body"), out);
  if (strcmp(kind, "synced") == 0) synced(r, number_in(event, "token"), out);
  if (strcmp(kind, "submit") == 0 && r->role != LEADER) reply_fail(out, number_in(event, "operation"), "not leader");
  else if (strcmp(kind, "submit") == 0) propose(r, number_in(event, "operation"), raw_copy(field(event, "call")), out);
  if (strcmp(kind, "snapshot") == 0) {
    take_snapshot(r, out);
    persist(r, A_CLIENT, number_in(event, "operation"), NULL, out);
  }
  if (strcmp(kind, "timer") == 0 && strcmp(timer, "election") == 0 && r->role != LEADER) campaign(r, out);
  if (strcmp(kind, "timer") == 0 && strcmp(timer, "heartbeat") == 0 && r->role == LEADER) {
    replicate(r, out);
    set_timer(out, "heartbeat", HEARTBEAT);
  }
}

static void view(void *server, text *out) {
  static const char *roles[] = {"follower", "candidate", "leader"};
  raft *r = server;
  put(out, "{\"role\":\"%s\",\"currentTerm\":%lld,\"commitIndex\":%lld,\"lastApplied\":%lld,\"firstIndex\":%lld,\"votedFor\":",
      roles[r->role], r->term, r->commit, r->applied, r->base + 1);
  if (r->voted < 0) put(out, "null");
  else put_quoted(out, r->members[r->voted]);
  if (r->shown > r->base) put(out, ",\"logFrom\":%lld", r->shown + 1); /* those before are as they were shown */
  put(out, ",\"log\":[");
  for (long long at = r->shown + 1; at <= r->last; at++) {
    put(out, "%s{\"index\":%lld,\"term\":%lld,\"digest\":", at > r->shown + 1 ? "," : "", at, term_at(r, at));
    put_quoted(out, entry_at(r, at)->call);
    put(out, "}");
  }
  put(out, "]}");
  r->shown = r->last;
}

static void end(void *server) {
  raft *r = server;
  effects nobody = {{0}};
  cut_to(r, r->base, &nobody);
  free(nobody.list.data);
  for (held *one = r->waiting, *next; one; one = next) next = one->next, free(one->body), free(one);
  clear_store(r);
  free(r->image);
  for (int one = 0; one < r->count; one++) free(r->members[one]);
  free(r->log);
  free(r);
}

int main(int count, char **words) {
  sends_early = count == 3 && strcmp(words[1], "--bug") == 0 && strcmp(words[2], "send-early") == 0;
  static const server_type type = {"\"name\":\"c-raft\",\"electionTimeout\":300,\"offers\":{\"snapshots\":\"on-request\"}", begin, handle, view, end};
  return serve(&type);
}
