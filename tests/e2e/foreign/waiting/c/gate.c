#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int64_t open = 0, waiting = 0, gone = 0, freed = 0;

/* Waits until somebody opens the gate; reads the text before and after. */
char *pass_gate(const char *text) {
    size_t before = strlen(text);
    pthread_mutex_lock(&lock);
    waiting++;
    pthread_cond_broadcast(&changed);
    while (!open) pthread_cond_wait(&changed, &lock);
    gone++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return strlen(text) == before ? strdup(text) : NULL;
}

void free_text(void *text) {
    pthread_mutex_lock(&lock);
    freed++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    free(text);
}

static void wait_for(const int64_t *number, int64_t least) {
    pthread_mutex_lock(&lock);
    while (*number < least) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

void until_waiting(int64_t least) { wait_for(&waiting, least); }
void until_freed(int64_t least) { wait_for(&freed, least); }

void open_gate(void) {
    pthread_mutex_lock(&lock);
    open = 1;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static atomic_int spinning = 0, released = 0;

/* Works without an end, until somebody else says so. */
void spin(void) {
    atomic_fetch_add(&spinning, 1);
    while (!atomic_load(&released)) sched_yield();
}

int32_t how_many_spin(void) { return atomic_load(&spinning); }
void release(void) { atomic_store(&released, 1); }

/* Needs much stack. */
int64_t deep(int64_t depth) {
    volatile char room[4096];
    room[depth % 4096] = 1;
    return depth == 0 ? room[0] - 1 : 1 + deep(depth - 1) + room[1] * 0;
}
