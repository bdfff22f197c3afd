// The grammar of Mesh for editors: it takes every correct file, and more; what is wrong is the compiler's to say.
// Where new lines end a statement is decided in src/scanner.c: it is asked only where a statement can end, so that between
// brackets new lines are blanks, and inside of a block between brackets they count again.

const LEVELS = {
  pipe: 1, or: 2, and: 3, equality: 4, order: 5, range: 6, concat: 7, sum: 8, product: 9, unary: 10, call: 12,
};

const BINARY = [
  [LEVELS.or, ['or', '||']],
  [LEVELS.and, ['and', '&&']],
  [LEVELS.equality, ['==', '!=']],
  [LEVELS.order, ['<', '>', '<=', '>=']],
  [LEVELS.range, ['..']],
  [LEVELS.concat, ['<>', '++']],
  [LEVELS.sum, ['+', '-']],
  [LEVELS.product, ['*', '/', '%']],
];

// Keywords that may stand where a name of a member, a function or a field is.
const WORDS = [
  'actor', 'after', 'alias', 'and', 'break', 'call', 'case', 'cast', 'cond', 'continue', 'def', 'do', 'else', 'end', 'for', 'if',
  'impl', 'import', 'in', 'interface', 'let', 'link', 'match', 'module', 'monitor', 'nil', 'not', 'or', 'pub', 'receive',
  'return', 'self', 'send', 'service', 'spawn', 'struct', 'supervisor', 'terminate', 'trait', 'trap', 'type', 'when', 'where',
  'while', 'with',
];

const listed = (open, rule, close) => seq(open, optional(seq(rule, repeat(seq(',', rule)), optional(','))), close);
const lines = ($, rule) => seq(repeat($._newline), optional(seq(rule, repeat(seq(repeat1($._newline), rule)), repeat($._newline))));
// That types are declared at the top only is told by the compiler.
const statements = $ => lines($, choice($._statement, $.function, $.struct, $.sum_type));

// A line that begins an arm is told from one that goes on with the arm before it by the scanner.
const arms = $ => seq(
  repeat(choice($._newline, $._arm_newline)),
  optional(seq($.arm, repeat(seq(repeat1($._arm_newline), $.arm)), repeat($._newline))),
);

module.exports = grammar({
  name: 'mesh',

  externals: $ => [$._newline, $._arm_newline, $.block_comment, $._text, $._long_text, $._interpolation_start, $._error_sentinel],

  extras: $ => [/[ \t\r\n\uFEFF]/, $.comment, $.doc_comment, $.block_comment],

  word: $ => $.identifier,

  supertypes: $ => [$._expression, $._pattern, $._type, $._item],

  conflicts: $ => [
    [$._cons_parameter, $._name],
    [$.path_pattern, $.path],
    [$.unit, $.tuple_type],
    [$.path, $._name],
    [$.parameter, $._cons_parameter, $._pattern],
    [$.parameter, $._pattern],
    [$.parameters, $.unit],
    [$._function_name, $._name],
  ],

  rules: {
    source_file: $ => lines($, choice($._item, $._statement)),

    _separator: $ => choice($._newline, ';'),

    comment: _ => token(choice(seq('#', /[^=#\n\r][^\n\r]*/), '#')),
    doc_comment: _ => token(seq('##', /[^\n\r]*/)),

    // ---- items

    _item: $ => choice(
      $.function, $.struct, $.sum_type, $.type_alias, $.interface, $.impl, $.import, $.from_import, $.actor, $.service,
      $.supervisor, $.constant, $.extern_block,
    ),

    attribute: $ => seq('@', field('name', $.identifier), optional(listed('(', choice($.string, $.integer, seq('-', $.integer), $._name), ')')), repeat($._newline)),

    _function_name: $ => choice($.identifier, alias(choice('link', 'monitor', 'send', 'spawn', 'where', 'cast', 'call', 'match', 'after', 'in', 'not', 'and', 'or', 'type', 'with', 'terminate', 'receive', 'trap', 'return', 'alias', 'import', 'module'), $.identifier)),

    _head: $ => seq(
      choice('fn', 'def'),
      field('name', $._function_name),
      field('generics', optional($.generics)),
      field('parameters', optional($.parameters)),
      optional(seq(choice('->', '::'), field('result', choice($._type, $.identifier)))),
      optional($.where_clause),
      optional($.guard),
    ),

    function: $ => prec.right(2, seq(
      repeat($.attribute),
      optional('pub'),
      $._head,
      optional(choice(seq('=', field('body', $._expression)), field('body', $.block))),
    )),

    generics: $ => listed('<', $._name, '>'),
    parameters: $ => listed(choice('(', token.immediate('(')), $.parameter, ')'),
    // Patterns of parameters have no `|`, which stands between the clauses of a closure. Behind `::` stands a type, or the tail
    // of a list where it can be none.
    parameter: $ => choice(
      seq(field('pattern', $._simple_pattern), optional(seq('::', field('type', choice($._type, $.list_pattern))))),
      field('pattern', alias($._cons_parameter, $.cons_pattern)),
    ),
    _cons_parameter: $ => prec.right(seq($._simple_pattern, '::', choice(
      $.identifier, seq($._simple_pattern, '::', $._simple_pattern), alias($._cons_parameter, $.cons_pattern)))),
    where_clause: $ => seq('where', $.bound, repeat(seq(',', $.bound))),
    bound: $ => seq(field('parameter', $.type_identifier), ':', field('interface', $.path)),
    guard: $ => seq('when', $._expression),

    block: $ => seq('do', statements($), 'end'),

    struct: $ => seq(
      repeat($.attribute), optional('pub'), 'struct', field('name', $._name), optional($.generics),
      'do', lines($, choice($.field, $.option)), 'end', optional($.deriving),
    ),
    field: $ => seq(repeat($.attribute), field('name', $._member_name), '::', field('type', choice($._type, $.identifier))),
    option: $ => seq(field('name', $.identifier), choice($.string, $.boolean, seq($.atom, optional(seq(',', $.type_identifier))))),
    deriving: $ => seq('deriving', listed('(', $.type_identifier, ')')),

    sum_type: $ => seq(
      repeat($.attribute), optional('pub'), 'type', field('name', $._name), optional($.generics),
      optional(seq('do', lines($, $.variant), 'end', optional($.deriving))),
    ),
    variant: $ => seq(field('name', $._name), optional(listed('(', $.variant_field, ')'))),
    variant_field: $ => seq(optional(seq(field('name', $._name), '::')), field('type', $._type)),

    type_alias: $ => seq(
      repeat($.attribute), optional('pub'), 'type', field('name', $._name), optional($.generics), '=', field('type', $._type),
    ),

    interface: $ => seq(
      repeat($.attribute), optional('pub'), 'interface', field('name', $._name), optional($.generics),
      'do', lines($, choice($.associated_type, alias($._method, $.function))), 'end',
    ),
    associated_type: $ => seq('type', field('name', $._name), optional(seq('=', field('type', choice($._type, $.identifier))))),
    _method: $ => prec.right(seq(
      repeat($.attribute), optional('pub'), $._head, optional(choice(seq('=', field('body', $._expression)), field('body', $.block))),
    )),

    // Functions of another language: heads, and types that are only names.
    extern_block: $ => seq(
      'extern', field('language', $.string), 'do', lines($, choice($.opaque_type, alias($._method, $.function))), 'end',
    ),
    opaque_type: $ => seq(repeat($.attribute), optional('pub'), 'type', field('name', $._name)),

    impl: $ => seq(
      repeat($.attribute), 'impl', field('interface', $.path), optional(listed('<', $._type, '>')), 'for', field('type', $._type),
      optional($.where_clause),
      'do', lines($, choice($.associated_type, alias($._method, $.function))), 'end',
    ),

    import: $ => seq('import', field('module', $.path)),
    from_import: $ => prec.right(seq(
      'from', field('module', $.path), 'import',
      choice(listed('(', $._imported, ')'), seq($._imported, repeat(seq(',', $._imported)), optional(','))),
    )),

    _imported: $ => choice($._function_name, $.type_identifier),

    constant: $ => prec(2, seq(
      repeat($.attribute), optional('pub'), 'const', field('name', $._name), optional(seq('::', field('type', $._type))), '=', field('value', $._expression),
    )),

    actor: $ => seq(
      repeat($.attribute), optional('pub'), 'actor', field('name', $._name), optional($.parameters), repeat($.limit),
      'do', lines($, choice($._statement, $.terminate)), 'end',
    ),
    limit: $ => choice(seq('mailbox', $.integer, $.identifier), seq('memory', $.integer)),
    terminate: $ => seq('terminate', 'do', optional($.block_parameters), statements($), 'end'),

    service: $ => seq(
      repeat($.attribute), optional('pub'), 'service', field('name', $._name), repeat($.limit),
      'do', lines($, choice(alias($._method, $.function), $.handler, $.terminate)), 'end',
    ),
    handler: $ => seq(
      field('kind', choice('call', 'cast', 'info')), field('name', $._name), optional($.parameters),
      optional(seq(choice('::', '->'), field('reply', $._type))),
      'do', optional($.block_parameters), statements($), 'end',
    ),

    supervisor: $ => seq(
      repeat($.attribute), optional('pub'), 'supervisor', field('name', $._name),
      'do', lines($, choice($.setting, $.child)), 'end',
    ),
    setting: $ => seq(field('name', $._name), ':', field('value', $._expression)),
    child: $ => seq('child', field('name', $._name), 'do', lines($, $.setting), 'end'),

    // ---- statements

    _statement: $ => choice($.let, $.assertion, $.assert_receive, $.hook, $._expression),

    let: $ => prec.right(seq('let', $.parameter, '=', field('value', $._expression), optional(seq(alias('else', 'else'), statements($), 'end')))),
    return: $ => prec.right(seq('return', optional($._expression))),
    break: _ => 'break',
    continue: _ => 'continue',

    assertion: $ => prec.right(seq(
      field('name', choice('assert', 'assert_eq', 'assert_ne', 'assert_raises', 'assert_snapshot')),
      $._expression, repeat(seq(',', $._expression)),
    )),
    assert_receive: $ => prec.right(seq(
      field('name', choice('assert_receive', 'refute_receive')), $._pattern, optional(seq(',', $._expression)),
    )),
    hook: $ => seq(field('name', choice('setup', 'teardown')), $.trailing_block),

    // ---- expressions

    _expression: $ => choice(
      $.pipe, $.binary, $.unary, $._callable, $.closure, $.if, $.case, $.while, $.for, $.receive, $.return, $.break, $.continue,
    ),

    _callable: $ => choice(
      $._literal, $._path_expression, $.call, $.index, $.try, $.struct_literal, $.unit, $.tuple, $.parenthesized, $.list, $.map,
      $.update, $.json, $.word_call, $.self,
    ),

    _path_expression: $ => choice($._name, $.member),

    _literal: $ => choice($.integer, $.float, $.boolean, $.nil, $.string, $.sql, $.atom, $.regex),

    pipe: $ => prec.left(LEVELS.pipe, seq(field('left', $._expression), field('operator', choice('|>', $.slot_pipe)), field('right', $._expression))),
    slot_pipe: _ => token(/\|[0-9]+>/),

    binary: $ => choice(...BINARY.map(([level, operators]) =>
      prec.left(level, seq(field('left', $._expression), field('operator', operators.length > 1 ? choice(...operators) : operators[0]), field('right', $._expression))))),

    unary: $ => prec(LEVELS.unary, seq(field('operator', choice('-', '!', 'not')), field('operand', $._expression))),

    // Where a block may follow a call as well as the head that it ends (`if f(x) do`), the head takes it.
    call: $ => choice(
      prec(LEVELS.call + 1, seq(field('function', $._callable), field('arguments', $.arguments))),
      prec(LEVELS.call, seq(field('function', $._callable), field('arguments', $.arguments), field('block', $.trailing_block))),
    ),
    arguments: $ => listed(token.immediate('('), choice($._expression, $.keyword_argument), ')'),
    keyword_argument: $ => seq(field('name', $._member_name), ':', field('value', $._expression)),
    trailing_block: $ => seq('do', optional($.block_parameters), statements($), 'end'),
    block_parameters: $ => choice('||', listed('|', $.parameter, '|')),

    member: $ => prec(LEVELS.call, seq(field('object', $._callable), '.', field('name', $._member_name))),
    _member_name: $ => choice($._name, alias(choice(...WORDS), $.identifier)),
    index: $ => prec(LEVELS.call, seq(field('object', $._callable), token.immediate('['), field('index', $._expression), ']')),
    try: $ => prec(LEVELS.call, seq($._callable, '?')),

    struct_literal: $ => prec(LEVELS.call + 2, seq(field('type', $._path_expression), $._fields)),
    _fields: $ => seq(
      '{', optional(seq($.field_value, repeat(seq(optional(','), $.field_value)), optional(','))), '}',
    ),
    field_value: $ => prec.right(seq(field('name', $._member_name), optional(seq(':', field('value', $._expression))))),

    word_call: $ => choice(
      prec(LEVELS.call + 1, seq(field('function', choice('spawn', 'send', 'link')), field('arguments', $.arguments))),
    ),
    self: _ => 'self',

    unit: _ => seq('(', ')'),
    parenthesized: $ => seq('(', $._expression, ')'),
    tuple: $ => seq('(', $._expression, ',', optional(seq($._expression, repeat(seq(',', $._expression)), optional(','))), ')'),
    list: $ => listed('[', $._expression, ']'),
    map: $ => seq('%', '{', optional(seq($.entry, repeat(seq(',', $.entry)), optional(','))), '}'),
    entry: $ => seq(field('key', $._expression), '=>', field('value', $._expression)),
    update: $ => seq('%', '{', field('base', $._expression), '|', $.field_value, repeat(seq(optional(','), $.field_value)), optional(','), '}'),
    json: $ => seq(alias(token(prec(1, /json[ \t]*\{/)), 'json {'), optional(seq($.json_entry, repeat(seq(optional(','), $.json_entry)), optional(','))), '}'),
    json_entry: $ => prec.right(seq(field('name', choice($._member_name, $.string)), optional(seq(':', field('value', $._expression))))),

    if: $ => seq(
      'if', field('condition', $._expression), 'do', statements($), repeat($.else_if), optional($.else), 'end',
    ),
    else_if: $ => prec(1, seq('else', 'if', field('condition', $._expression), 'do', statements($))),
    else: $ => seq('else', statements($)),

    case: $ => seq(choice('case', 'match'), field('subject', $._expression), 'do', arms($), 'end'),
    arm: $ => seq(field('pattern', $._pattern), optional($.guard), '->', field('body', choice($.block, $.arm_body))),
    arm_body: $ => prec.right(seq(
      repeat($._newline), choice($._statement, $.function), repeat(seq(repeat1($._newline), choice($._statement, $.function))), repeat($._newline),
    )),

    while: $ => seq('while', field('condition', $._expression), $.block),
    for: $ => seq('for', field('binder', choice($._pattern, $.map_binder)), 'in', field('over', $._expression), optional($.guard), $.block),
    map_binder: $ => listed('{', $.identifier, '}'),

    receive: $ => seq('receive', 'do', arms($), optional($.after), 'end'),
    after: $ => seq('after', field('limit', $._expression), '->', field('body', choice($.block, $.arm_body)), repeat($._newline)),

    closure: $ => choice(
      seq('fn', optional($._clause_head), $.block),
      seq('fn', $.clause, repeat(seq('|', choice($.clause, $.block_clause))), 'end'),
    ),
    _clause_head: $ => seq(choice($.parameters, seq($.parameter, repeat(seq(',', $.parameter)))), optional($.guard)),
    clause: $ => seq(optional($._clause_head), '->', choice(statements($), seq(repeat($._newline), $.block, repeat($._newline)))),
    block_clause: $ => seq($._clause_head, $.block),

    // ---- patterns

    _pattern: $ => choice($.as_pattern, $.cons_pattern, $.or_pattern, $._simple_pattern),
    as_pattern: $ => prec.left(1, seq($._pattern, 'as', field('name', $._name))),
    cons_pattern: $ => prec.right(2, seq(field('head', $._pattern), '::', field('tail', $._pattern))),
    or_pattern: $ => prec.left(3, seq($._pattern, '|', $._pattern)),
    _simple_pattern: $ => choice(
      $._name, $.self, $.integer, $.float, $.boolean, $.nil, $.string, $.atom, $.negative, $.unit, $.tuple_pattern,
      $.constructor_pattern, $.struct_pattern, $.list_pattern, $.path_pattern,
    ),
    negative: $ => seq('-', choice($.integer, $.float)),
    path_pattern: $ => seq($.type_identifier, repeat1(seq('.', $.type_identifier))),
    tuple_pattern: $ => seq('(', $._pattern, repeat(seq(',', $._pattern)), optional(','), ')'),
    constructor_pattern: $ => seq(field('constructor', choice($.type_identifier, $.path_pattern)), listed(token.immediate('('), $._pattern, ')')),
    struct_pattern: $ => seq(
      field('type', choice($.type_identifier, $.path_pattern)), '{',
      optional(seq($.field_pattern, repeat(seq(optional(','), choice($.field_pattern, '..'))), optional(','))), '}',
    ),
    field_pattern: $ => prec.right(seq(field('name', $._member_name), optional(seq(':', field('pattern', $._pattern))))),
    list_pattern: $ => listed('[', choice($._pattern, $.rest), ']'),
    rest: $ => prec.right(seq('..', optional($.identifier))),

    // ---- types

    _type: $ => choice($.option_type, $.result_type, $.function_type, $.tuple_type, $.generic_type, $.path),
    path: $ => prec.right(seq($.type_identifier, repeat(seq('.', $.type_identifier)))),
    // The name of a type parameter may be any; the compiler has a word for those that are small.
    generic_type: $ => prec(1, seq(field('name', $.path), listed('<', choice($._type, $.identifier), '>'))),
    tuple_type: $ => listed('(', $._type, ')'),
    function_type: $ => prec.right(seq('Fun', listed('(', $._type, ')'), '->', field('result', $._type))),
    option_type: $ => prec.left(3, seq($._type, '?')),
    result_type: $ => prec.right(2, seq($._type, '!', $._type)),

    // ---- literals

    identifier: _ => /[\p{XID_Start}_]\p{XID_Continue}*/,
    // Types, variants, modules, constants.
    type_identifier: _ => token(prec(1, /\p{Lu}\p{XID_Continue}*/)),
    _name: $ => choice($.identifier, $.type_identifier),
    integer: _ => token(choice(/0x[0-9a-fA-F_]+/, /0b[01_]+/, /0o[0-7_]+/, /[0-9][0-9_]*/)),
    float: _ => token(choice(/[0-9][0-9_]*\.[0-9][0-9_]*([eE][+-]?[0-9]+)?/, /[0-9][0-9_]*[eE][+-]?[0-9]+/)),
    boolean: _ => choice('true', 'false'),
    nil: _ => 'nil',
    atom: _ => token(/:[a-z_][A-Za-z0-9_]*/),
    regex: _ => token(/~r\/([^\/\\\n]|\\[^\n])*\/[a-zA-Z]*/),

    string: $ => choice(
      seq('"', repeat(choice($._text, $.escape, $.interpolation)), token.immediate('"')),
      seq('"""', repeat(choice($._long_text, $.escape, $.interpolation)), token.immediate('"""')),
    ),
    sql: $ => choice(
      seq(token(prec(1, 'sql"')), repeat(choice(alias($._text, $.sql_text), $.escape, $.interpolation)), token.immediate('"')),
      seq(token(prec(2, 'sql"""')), repeat(choice(alias($._long_text, $.sql_text), $.escape, $.interpolation)), token.immediate('"""')),
    ),
    escape: _ => token.immediate(/\\(u\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|[^\n]|\n)/),
    interpolation: $ => seq(alias($._interpolation_start, '${'), $._expression, '}'),
  },
});
