// A runtime of one actor, enough to run generated code in the tests of the back end alone.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct { uint32_t count, tag; const void *desc; } Object;
typedef struct { Object object; uint64_t len; uint64_t *start; uint64_t capacity; void *owner; } List;

_Static_assert(offsetof(Object, desc) == OBJECT_DESC && sizeof(Object) == RECORD_WORDS, "objects lie as mesh-abi says");
_Static_assert(offsetof(List, len) == LIST_LEN && offsetof(List, start) == LIST_START, "lists lie as mesh-abi says");
#if defined __aarch64__
_Thread_local uint64_t mesh_heap_word, mesh_limit_word;
#define SET_HEAP(heap) (mesh_heap_word = (uint64_t)(heap))
#define SET_LIMIT(limit) (mesh_limit_word = (uint64_t)(limit))
#else
#define SET_HEAP(heap) __asm__ volatile("movq %0, %%fs:%c1" ::"r"(heap), "i"(HEAP))
#define SET_LIMIT(limit) __asm__ volatile("movq %0, %%fs:%c1" ::"r"(limit), "i"(STACK_LIMIT))
#endif

static long live;
int64_t mesh_entry(void);

Object *mesh_alloc(uint64_t bytes, const void *desc) {
    Object *object = calloc(1, bytes);
    object->count = 1;
    object->desc = desc;
    live++;
    return object;
}
void mesh_free_shell(Object *object) { live--; free(object); }
void mesh_free_sized(Object *object, unsigned long bytes) { (void)bytes; mesh_free_shell(object); }
void mesh_free(Object *object) { mesh_free_shell(object); }
void mesh_free_leaf(Object *object) { mesh_free_shell(object); }
List *mesh_list_new(uint64_t capacity, const void *desc) {
    List *list = (List *)mesh_alloc(sizeof(List) + 64 * capacity, desc);
    list->start = (uint64_t *)(list + 1);
    return list;
}
_Noreturn void mesh_crash_static(const char *bytes, uint64_t len) {
    printf("crash: %.*s\n", (int)len, bytes);
    exit(1);
}
void mesh_stack_slow(void) {
    static int calls;
    calls++;
    if (calls == 1) printf("checked\n");
    SET_LIMIT(0L);
}
void test_print_int(int64_t value) { printf("%ld\n", value); }
void test_print_float(double value) { printf("%g\n", value); }
void test_live(void) { printf("live %ld\n", live); }
int64_t test_half(int64_t value, uint64_t *out) { out[0] = (uint64_t)value / 2; return value % 2 == 0; }
void test_poison(void) { SET_LIMIT(-1L); }
int main(void) {
    // No lists of free pieces: each one comes from and goes to the functions above.
    static uint64_t heap[64];
    SET_HEAP(heap);
    SET_LIMIT(0L);
    return (int)mesh_entry();
}
