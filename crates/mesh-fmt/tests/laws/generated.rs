//! Programs of all forms, with names short and long, so that they fit on their lines, just do not, or are far from it.

use proptest::prelude::*;

/// A whole file.
pub fn program() -> impl Strategy<Value = String> {
    prop::collection::vec(item(), 1..5).prop_map(|items| items.join("\n"))
}

fn name() -> BoxedStrategy<String> {
    prop_oneof![4 => "v_[a-z]{1,8}", 1 => "v_[a-z]{20,45}"].boxed()
}

fn type_name() -> BoxedStrategy<String> {
    prop_oneof![4 => "T[a-z]{1,8}", 1 => "T[a-z]{20,30}"].boxed()
}

fn joined(one: BoxedStrategy<String>, most: usize, separator: &'static str) -> BoxedStrategy<String> {
    prop::collection::vec(one, 0..most).prop_map(move |all| all.join(separator)).boxed()
}

fn ty() -> BoxedStrategy<String> {
    let leaf = prop_oneof![Just("Int".to_owned()), Just("()".to_owned()), type_name()];
    leaf.prop_recursive(3, 12, 3, |ty| {
        let list = || joined(ty.clone().boxed(), 3, ", ");
        prop_oneof![
            ty.clone().prop_map(|inner| format!("List<{inner}>")),
            (ty.clone(), ty.clone()).prop_map(|(a, b)| format!("Map<{a},{b}>")),
            (list(), ty.clone()).prop_map(|(params, result)| format!("Fun({params}) -> {result}")),
            (ty.clone(), ty.clone()).prop_map(|(a, b)| format!("({a}, {b})")),
            ty.clone().prop_map(|inner| format!("({inner})?")),
            (ty.clone(), ty.clone()).prop_map(|(a, b)| format!("({a})!({b})")),
        ]
    })
    .boxed()
}

fn pattern() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        name(),
        Just("_".to_owned()),
        Just("-12".to_owned()),
        Just("\"text\"".to_owned()),
        Just(":atom".to_owned()),
        Just("()".to_owned()),
        type_name(),
    ];
    leaf.prop_recursive(3, 12, 4, |pattern| {
        let list = |most| joined(pattern.clone().boxed(), most, ", ");
        prop_oneof![
            (type_name(), list(4)).prop_map(|(name, args)| format!("{name}({args})")),
            (type_name(), name(), pattern.clone()).prop_map(|(ty, field, p)| format!("{ty} {{ {field}: {p}, x }}")),
            list(4).prop_map(|items| format!("[{items}]")),
            (pattern.clone(), pattern.clone()).prop_map(|(a, b)| format!("({a}, {b})")),
            (pattern.clone(), pattern.clone()).prop_map(|(a, b)| format!("({a} :: {b})")),
            (pattern.clone(), pattern.clone()).prop_map(|(a, b)| format!("({a} | {b})")),
            (pattern.clone(), name()).prop_map(|(inner, name)| format!("({inner} as {name})")),
        ]
    })
    .boxed()
}

fn literal() -> BoxedStrategy<String> {
    let texts = vec![
        "1_000",
        "0xFF",
        "2.5e3",
        "- 7",
        "-7",
        "\"a\\n${x + 1}b\"",
        ":atom",
        "nil",
        "()",
        "true",
        "~r/a+/i",
        "self()",
    ];
    let long = "\"[a-z ]{40,90}\"";
    let lines = Just("\"\"\"\n      kept\n    as it is\n    \"\"\"".to_owned());
    prop_oneof![8 => prop::sample::select(texts).prop_map(str::to_owned), 2 => long, 1 => lines].boxed()
}

fn expr() -> BoxedStrategy<String> {
    let leaf = prop_oneof![3 => name(), 1 => literal()];
    leaf.prop_recursive(5, 40, 5, |expr| {
        let expr = expr.boxed();
        prop_oneof![4 => operators(expr.clone()), 4 => brackets(expr.clone()), 4 => calls(expr.clone()), 4 => blocks(expr)]
    })
    .boxed()
}

fn operators(expr: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let operator =
        prop::sample::select(vec!["+", "-", "*", "==", "<", "and", "or", "<>", "++", "&&", "..", "|>", "|2>"]);
    let binary = (expr.clone(), operator.clone(), expr.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}"));
    let many = prop::collection::vec((operator, expr.clone()), 1..5);
    let chain = (expr.clone(), many).prop_map(|(first, others)| {
        others.into_iter().fold(first, |chain, (op, operand)| format!("{chain} {op} ({operand})"))
    });
    let unary = (prop::sample::select(vec!["-", "!", "not ", "- "]), expr.clone());
    prop_oneof![
        binary,
        chain,
        unary.prop_map(|(op, operand)| format!("{op}({operand})")),
        expr.clone().prop_map(|inner| format!("({inner})")),
        expr.prop_map(|inner| format!("return {inner}")),
    ]
    .boxed()
}

fn brackets(expr: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let list = |most| joined(expr.clone(), most, ", ");
    let fields = |separator| {
        let field = (name(), expr.clone()).prop_map(|(name, value)| format!("{name}: {value}"));
        joined(field.boxed(), 5, separator)
    };
    let entry = (expr.clone(), expr.clone()).prop_map(|(key, value)| format!("{key} => {value}")).boxed();
    prop_oneof![
        list(6).prop_map(|items| format!("[{items}]")),
        list(3).prop_map(|items| format!("[{items}{}]", if items.is_empty() { "" } else { "," })),
        (expr.clone(), expr.clone()).prop_map(|(a, b)| format!("({a}, {b})")),
        joined(entry, 4, ", ").prop_map(|entries| format!("%{{{entries}}}")),
        (name(), name(), expr.clone()).prop_map(|(base, field, value)| format!("%{{{base} | {field}: {value}}}")),
        (type_name(), fields(", ")).prop_map(|(name, fields)| format!("{name} {{ {fields} }}")),
        fields("\n").prop_map(|fields| format!("json {{ {fields} }}")),
        (name(), expr).prop_map(|(base, index)| format!("{base}[{index}]")),
    ]
    .boxed()
}

fn calls(expr: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let args = |most| joined(expr.clone(), most, ", ");
    let bars =
        joined(name(), 3, ", ").prop_map(|names| if names.is_empty() { String::new() } else { format!("|{names}|") });
    prop_oneof![
        (name(), args(5)).prop_map(|(name, args)| format!("{name}({args})")),
        (type_name(), name(), args(4)).prop_map(|(ty, name, args)| format!("{ty}.{name}({args})?")),
        (name(), expr.clone(), name(), expr.clone()).prop_map(|(f, a, key, b)| format!("{f}({a}, {key}: {b})")),
        (name(), args(3), bars, block(expr.clone()))
            .prop_map(|(f, args, bars, body)| format!("{f}({args}) do {bars}\n{body}\nend")),
        args(3).prop_map(|args| format!("spawn(f, {args})")),
        (name(), name(), args(3)).prop_map(|(base, member, args)| format!("{base}.{member}({args}).last")),
    ]
    .boxed()
}

fn blocks(expr: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let body = || block(expr.clone());
    let guard =
        prop::option::of(name()).prop_map(|guard| guard.map_or(String::new(), |guard| format!(" when {guard} > 1")));
    let arm =
        (pattern(), guard, body()).prop_map(|(pattern, guard, body)| format!("{pattern}{guard} -> {body}")).boxed();
    let short = expr.clone();
    let params = joined(name(), 3, ", ");
    prop_oneof![
        (expr.clone(), short.clone(), short.clone()).prop_map(|(c, a, b)| format!("if {c} do {a} else {b} end")),
        (name(), body(), name(), body(), body())
            .prop_map(|(a, x, b, y, z)| format!("if {a} do\n{x}\nelse if {b} do\n{y}\nelse\n{z}\nend")),
        (expr.clone(), joined(arm.clone(), 4, "\n"))
            .prop_map(|(subject, arms)| format!("case ({subject}) do\n{arms}\nend")),
        (joined(arm, 3, "\n"), name(), body())
            .prop_map(|(arms, millis, body)| format!("receive do\n{arms}\nafter {millis} -> {body}\nend")),
        (name(), body()).prop_map(|(condition, body)| format!("while {condition} do {body} end")),
        (name(), expr.clone(), body()).prop_map(|(x, all, body)| format!("for {x} in ({all}) do\n{body}\nend")),
        (params.clone(), short.clone()).prop_map(|(params, body)| format!("fn {params} -> {body} end")),
        (params, body()).prop_map(|(params, body)| format!("fn({params}) do\n{body}\nend")),
        (pattern(), short.clone(), pattern(), short)
            .prop_map(|(p, a, q, b)| format!("fn ({p}), x -> {a} | ({q}), _ -> {b} end")),
    ]
    .boxed()
}

/// Statements on lines of their own, with comments and empty lines between them.
fn block(expr: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let bound = (pattern(), expr.clone()).prop_map(|(pattern, value)| format!("let ({pattern}) = {value}"));
    let or_else = (name(), expr.clone(), expr.clone())
        .prop_map(|(name, value, other)| format!("let Some({name}) = ({value}) else return ({other}) end"));
    let typed = (name(), ty(), expr.clone()).prop_map(|(name, ty, value)| format!("let {name} :: {ty} = {value}"));
    let local = (name(), expr.clone()).prop_map(|(name, value)| format!("fn {name}(x) = {value}"));
    let stmt = prop_oneof![4 => expr, 2 => bound, 1 => typed, 1 => or_else, 1 => local];
    let gap = prop::sample::select(vec![
        "\n",
        "\n",
        "\n\n\n",
        " # said behind\n",
        "\n  # said before\n",
        "\n#= a\n block =#\n",
    ]);
    let stmts = prop::collection::vec((stmt, gap), 1..4);
    stmts
        .prop_map(|stmts| {
            stmts.into_iter().map(|(stmt, gap)| stmt + gap).collect::<String>().trim_end().to_owned() + "\n"
        })
        .boxed()
}

fn item() -> BoxedStrategy<String> {
    let param = (name(), ty()).prop_map(|(name, ty)| format!("{name} :: {ty}")).boxed();
    let params = || joined(param.clone(), 6, ", ");
    let field = (name(), ty()).prop_map(|(name, ty)| format!("{name} :: {ty}")).boxed();
    let variant = (type_name(), joined(ty(), 4, ", ")).prop_map(|(name, args)| match args.as_str() {
        "" => name,
        _ => format!("{name}({args})"),
    });
    let variants = joined(variant.boxed(), 5, "\n");
    let doc = prop::sample::select(vec!["", "## What it is for.\n", "\n\n# A note.\n", "#= a note =#\n"]);
    let declared = prop_oneof![
        (name(), params(), ty(), expr())
            .prop_map(|(f, params, ty, body)| format!("pub fn {f}({params}) -> {ty} = {body}")),
        (name(), params(), block(expr()))
            .prop_map(|(f, params, body)| format!("fn {f}<A, B>({params}) do\n{body}\nend")),
        (type_name(), joined(field, 5, "\n"))
            .prop_map(|(name, all)| format!("struct {name} do\n{all}\nend deriving(Eq)")),
        (type_name(), variants).prop_map(|(name, all)| format!("type {name}<T> do\n{all}\nend")),
        (type_name(), ty()).prop_map(|(name, ty)| format!("type {name} = {ty}")),
        (type_name(), joined(name(), 9, ", ")).prop_map(|(module, names)| format!("from {module} import {names}x")),
        (type_name(), ty(), name(), expr())
            .prop_map(|(i, ty, f, body)| format!("impl {i} for List<{ty}> where T: Eq do\nfn {f}(self) = {body}\nend")),
        (name(), params(), block(expr()))
            .prop_map(|(name, params, body)| format!("actor {name}({params}) mailbox 10 block do\n{body}\nend")),
        (type_name(), type_name(), params(), ty(), block(expr())).prop_map(
            |(name, message, params, ty, body)| format!(
                "service {name} do\nfn init() -> Int = 0\ncall {message}({params}) :: {ty} do |state|\n{body}\nend\nend"
            )
        ),
    ];
    (doc, declared).prop_map(|(doc, declared)| format!("{doc}{declared}\n")).boxed()
}
