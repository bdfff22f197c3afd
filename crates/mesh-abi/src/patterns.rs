//! What a regular expression may take: the compiler refuses a literal, the runtime a pattern that a program makes.

/// How long a pattern may be.
pub const LONGEST: usize = 32 << 10;

/// How much a compiled expression may take, with few groups.
pub const LARGEST: usize = 4 << 20;

/// With more groups than these it may take less: a search remembers each for each place in the expression.
const FEW_GROUPS: usize = 16;

/// What is said of one that is too large.
pub const TOO_LARGE: &str = "it is too large: a compiled expression takes at most 4 MiB, or less with more than 16 groups; \
     repetitions that are counted and classes such as `\\w` take most";

/// How much an expression of so many groups, the whole one counted, may take when it is compiled.
pub const fn largest(groups: usize) -> usize {
    if groups <= FEW_GROUPS { LARGEST } else { LARGEST / groups * FEW_GROUPS }
}
