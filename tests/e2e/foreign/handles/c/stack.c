#include <stdint.h>
#include <stdlib.h>

struct stack {
    int64_t count;
    int64_t items[16];
};

static _Atomic int64_t alive = 0;

struct stack *stack_new(int64_t room) {
    if (room > 16) return NULL;
    alive++;
    return calloc(1, sizeof(struct stack));
}

void stack_push(struct stack *stack, int64_t item) { stack->items[stack->count++] = item; }
int64_t stack_sum(const struct stack *stack) {
    int64_t total = 0;
    for (int64_t at = 0; stack && at < stack->count; at++) total += stack->items[at];
    return total;
}
void stack_free(struct stack *stack) {
    alive--;
    free(stack);
}
int64_t stacks_alive(void) { return alive; }
