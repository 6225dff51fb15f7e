#include "raft_io.h"

#include <stdlib.h>

static struct block *entered;

static void *linked(struct block *made) {
  *made = (struct block){entered, entered->after};
  return made->before->after = made->after->before = made, made + 1;
}

static struct block *unlinked(void *memory) {
  struct block *of = (struct block *)memory - 1;
  of->before->after = of->after;
  of->after->before = of->before;
  return of;
}

static void *heap_malloc(void *data, size_t size) { return (void)data, linked(malloc(sizeof(struct block) + size)); }
static void *heap_calloc(void *data, size_t count, size_t size) {
  return (void)data, linked(calloc(1, sizeof(struct block) + count * size));
}
static void heap_free(void *data, void *memory) {
  (void)data;
  if (memory) free(unlinked(memory));
}
static void *heap_realloc(void *data, void *memory, size_t size) {
  return memory ? linked(realloc(unlinked(memory), sizeof(struct block) + size)) : heap_malloc(data, size);
}
static void *heap_aligned(void *data, size_t alignment, size_t size) { return (void)alignment, heap_malloc(data, size); }
static void heap_aligned_free(void *data, size_t alignment, void *memory) { (void)alignment, heap_free(data, memory); }

void enter_heap(struct block *of) {
  static struct raft_heap heap = {NULL, heap_malloc, heap_free, heap_calloc, heap_realloc, heap_aligned, heap_aligned_free};
  entered = of;
  raft_heap_set(&heap);
}

void free_heap(struct block *of) {
  while (of->after != of) free(unlinked(of->after + 1));
}
