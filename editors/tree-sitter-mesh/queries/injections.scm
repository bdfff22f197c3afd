((sql_text) @injection.content
 (#set! injection.language "sql")
 (#set! injection.combined))

((regex) @injection.content
 (#set! injection.language "regex"))

([(comment) (block_comment)] @injection.content
 (#set! injection.language "comment"))

((doc_comment) @injection.content
 (#set! injection.language "markdown"))
