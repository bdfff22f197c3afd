; Neovim's captures.
[(function) (struct) (sum_type) (interface) (impl) (actor) (service) (supervisor) (extern_block) (child) (handler) (terminate) (closure) (if) (case) (receive)
 (for) (while) (trailing_block) (arguments) (parameters) (list) (map) (update) (json) (arm)] @indent.begin
["end" ")" "]" "}"] @indent.end @indent.branch
[(else) (else_if) "after"] @indent.branch
[(string) (sql) (block_comment)] @indent.ignore
