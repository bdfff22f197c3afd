(function name: (identifier) @name) @definition.function
(actor name: (_) @name) @definition.function
(struct name: (_) @name) @definition.class
(sum_type name: (_) @name) @definition.class
(type_alias name: (_) @name) @definition.type
(opaque_type name: (_) @name) @definition.type
(interface name: (_) @name) @definition.interface
(service name: (_) @name) @definition.module
(supervisor name: (_) @name) @definition.module
(constant name: (_) @name) @definition.constant
(call function: (identifier) @name) @reference.call
(call function: (member name: (identifier) @name)) @reference.call
