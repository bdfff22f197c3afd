[(function) (struct) (sum_type) (interface) (impl) (actor) (service) (supervisor) (extern_block) (child) (handler) (terminate) (closure) (if) (case) (receive)
 (for) (while) (trailing_block) (arguments) (list) (map) (update) (json) (block_comment)] @fold
