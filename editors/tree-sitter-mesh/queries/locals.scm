[(function) (closure) (clause) (block) (arm) (handler) (actor) (for) (trailing_block)] @local.scope
(parameter pattern: (identifier) @local.definition.parameter)
(for binder: (identifier) @local.definition.var)
(let (parameter pattern: (identifier) @local.definition.var))
(function name: (identifier) @local.definition.function)
(identifier) @local.reference
