/* A part of the kit: `struct raft_io` of canonical/raft over the disk, the network and the clock of the harness. Copy it with raft_io.c, raft_disk.c, raft_json.c and raft_heap.c;
 * what is replicated does not matter to it, as long as a command is JSON. */
#ifndef RAFT_IO_H
#define RAFT_IO_H

#include "lockstep.h"

#include <raft.h>

/* An entry as it is stored and sent: its data as JSON. */
typedef struct { raft_term term; unsigned type; char *data; } record;

/* What the library is told about later: at the end of the event, or once a sync is done. */
typedef struct request {
  enum { SENT, APPENDED, SNAPSHOT_PUT, SNAPSHOT_GOT } kind;
  void *of;
  void (*done)(void);
  long long token; /* 0: at the end of the event */
  struct request *next;
} request;

/* Effects up to a point at which the library waits for its disk: 0 at the last one. */
typedef struct step { effects out; long long token; struct step *next; } step;

/* Before each block of memory that the library asks for: all of a server goes at once, as when a process is killed. */
struct block { struct block *before, *after; };

typedef struct disk {
  struct raft_io io;
  raft_id id;
  unsigned count;
  char **members; /* in order; the first has the id 1 */
  raft_time now;
  uint64_t random;
  bool is_hasty; /* a planted bug: it waits for nothing */
  raft_io_tick_cb tick;
  raft_io_recv_cb recv;
  unsigned every;
  raft_term term;
  raft_id vote;
  record *log; /* the first has the index `start` */
  raft_index start, erased; /* up to which nothing is on the disk any more */
  raft_term before; /* of the entry before the first */
  size_t length, room;
  json *snapshot; /* NULL: none yet */
  char *snapshot_text;
  raft_index shown; /* up to this index the view has shown what is there */
  long long syncs;
  struct block blocks; /* all memory that the library has */
  step *steps;
  request *requests; /* that are not answered yet */
  struct line { char *text; struct line *next; } *inbox; /* events that wait until the disk has what it is waited for */
} disk;

/* From the `init` of a server. Where `is_new`, it has to be bootstrapped. */
disk *open_disk(const json *init, bool *is_new);
void free_disk(disk *d);

/* Where effects go now: behind what the library has waited for. */
effects *effects_of(disk *d);

/* Takes an event: what is meant for the library is handed to it, anything else to `other`; later, where it waits for its disk. */
void take_event(disk *d, const json *event, void (*other)(void *server, const json *event), void *server);
/* Moves what may be done now to the answer. */
void put_effects(disk *d, effects *answer);

/* The fields `log` and, where entries were shown before, `logFrom` of a view. */
void put_log(disk *d, const struct raft_log *log, text *out);

/* A copy for the library, with the zero at its end. */
struct raft_buffer buffer_of(const char *value);

/* ---- between the parts of the kit ---- */

/* raft_heap.c: from now on the library's memory is of that list, until the next call. */
void enter_heap(struct block *of);
void free_heap(struct block *of);

/* raft_json.c: entries, members and messages; what is given is the caller's to free. */
char *data_of(const struct raft_entry *entry);
void put_record(text *to, const record *one);
struct raft_entry entry_of(raft_term term, unsigned type, const char *data);
void put_members(text *to, const struct raft_configuration *of);
void read_members(const disk *d, const json *list, struct raft_configuration *into);
char *body_of(const struct raft_message *message);
bool read_message(const disk *d, const char *from, const json *body, struct raft_message *message);

/* raft_disk.c: what is stored, under which keys. */
void wait_for_disk(disk *d);
void write_meta(disk *d);
void write_entries(disk *d, raft_index from);
void write_base(disk *d);
void erase_before_base(disk *d);
void keep(disk *d, raft_term term, unsigned type, char *data);
void cut_from(disk *d, size_t at);
void forget_before(disk *d, raft_index index);
void keep_snapshot(disk *d, char *value);
struct raft_snapshot *load_snapshot(const disk *d);

/* raft_io.c */
struct raft_io raft_io_of(disk *d);

#endif
