; What the names mean for colours: https://tree-sitter.github.io/tree-sitter/3-syntax-highlighting.html

(comment) @comment
(block_comment) @comment
(doc_comment) @comment.documentation

(integer) @number
(float) @number.float
(boolean) @boolean
(nil) @constant.builtin
(atom) @string.special.symbol
(regex) @string.regexp
(string) @string
(sql) @string.special
(sql_text) @string.special
(escape) @string.escape
(interpolation ["${" "}"] @punctuation.special)

(identifier) @variable
(type_identifier) @type
(self) @variable.builtin

(call function: (identifier) @function.call)
(call function: (member name: (identifier) @function.call))
(call function: (type_identifier) @constructor)
(call function: (member name: (type_identifier) @constructor))
(pipe right: (identifier) @function.call)
(pipe right: (member name: (identifier) @function.call))
(member object: (type_identifier) @module)
(member name: (identifier) @property)
(constructor_pattern constructor: (type_identifier) @constructor)
(struct_literal type: (type_identifier) @type)

(function name: (identifier) @function)
(actor name: (_) @function)
(handler name: (_) @function.method)
(parameter pattern: (identifier) @variable.parameter)
(field name: (identifier) @property)
(field_value name: (identifier) @property)
(field_pattern name: (identifier) @property)
(keyword_argument name: (identifier) @variable.parameter)
(setting name: (identifier) @property)
(variant name: (type_identifier) @constructor)
(constant name: (_) @constant)
(attribute "@" @attribute name: (identifier) @attribute)
(import module: (path (type_identifier) @module))
(from_import module: (path (type_identifier) @module))

[
  "fn" "def" "do" "end" "let" "const" "struct" "type" "interface" "impl" "actor" "service" "supervisor" "extern" "child" "mailbox" "memory"
  "where" "when" "in" "deriving" "terminate" "call" "cast" "info" "pub" "as" "after"
] @keyword
["if" "else" "case" "match"] @keyword.conditional
["for" "while"] @keyword.repeat
(break) @keyword.repeat
(continue) @keyword.repeat
["return"] @keyword.return
["import" "from"] @keyword.import
["spawn" "send" "link" "receive"] @keyword.coroutine
["and" "or" "not"] @keyword.operator
(assertion name: _ @function.builtin)
(assert_receive name: _ @function.builtin)
(hook name: _ @function.builtin)

["+" "-" "*" "/" "%" "==" "!=" "<" ">" "<=" ">=" "&&" "||" "!" "|>" ".." "<>" "++" "=" "->" "=>" "::" "?" "|"] @operator
(slot_pipe) @operator
["(" ")" "[" "]" "{" "}" "json {"] @punctuation.bracket
["," "." ":"] @punctuation.delimiter
