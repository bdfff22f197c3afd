# `mesh_stack_frame` is called by functions with large frames before they take them, `rax` bytes: compares the stack pointer that they
# would have with the thread's limit, and changes nothing but flags. `mesh_stack_stub` saves what a C function may change, calls the
# runtime's `SLOW`, restores.
    .text
    .p2align 4
    .type mesh_stack_frame,@function
mesh_stack_frame:
    .cfi_startproc
    negq %rax
    addq %rsp, %rax
    cmpq %fs:LIMIT, %rax
    jb 1f
    subq %rsp, %rax
    negq %rax
    retq
1:
    subq %rsp, %rax
    negq %rax
    stc
    jmp mesh_stack_save
    .cfi_endproc
    .size mesh_stack_frame, .-mesh_stack_frame

    .p2align 4
    .type mesh_stack_stub,@function
mesh_stack_stub:
    .cfi_startproc
    clc
mesh_stack_save:
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    pushq %rax
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    movl $0, %edi
    cmovcq %rax, %rdi
    subq $264, %rsp
    andq $-16, %rsp
    movups %xmm0, 0(%rsp)
    movups %xmm1, 16(%rsp)
    movups %xmm2, 32(%rsp)
    movups %xmm3, 48(%rsp)
    movups %xmm4, 64(%rsp)
    movups %xmm5, 80(%rsp)
    movups %xmm6, 96(%rsp)
    movups %xmm7, 112(%rsp)
    movups %xmm8, 128(%rsp)
    movups %xmm9, 144(%rsp)
    movups %xmm10, 160(%rsp)
    movups %xmm11, 176(%rsp)
    movups %xmm12, 192(%rsp)
    movups %xmm13, 208(%rsp)
    movups %xmm14, 224(%rsp)
    movups %xmm15, 240(%rsp)
    callq SLOW@PLT
    movups 0(%rsp), %xmm0
    movups 16(%rsp), %xmm1
    movups 32(%rsp), %xmm2
    movups 48(%rsp), %xmm3
    movups 64(%rsp), %xmm4
    movups 80(%rsp), %xmm5
    movups 96(%rsp), %xmm6
    movups 112(%rsp), %xmm7
    movups 128(%rsp), %xmm8
    movups 144(%rsp), %xmm9
    movups 160(%rsp), %xmm10
    movups 176(%rsp), %xmm11
    movups 192(%rsp), %xmm12
    movups 208(%rsp), %xmm13
    movups 224(%rsp), %xmm14
    movups 240(%rsp), %xmm15
    leaq -72(%rbp), %rsp
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rax
    popq %rbp
    .cfi_def_cfa %rsp, 8
    retq
    .cfi_endproc
    .size mesh_stack_stub, .-mesh_stack_stub
