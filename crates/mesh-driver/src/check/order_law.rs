//! The law that modules can be checked in any order that respects their imports: programs of twelve modules are checked
//! in several such orders, and every interface and every diagnostic must be the same.

use mesh_common::Diagnostic;
use proptest::prelude::*;

use super::*;

pub const MODULES: usize = 12;

/// What one module is made of.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Whether it imports each earlier module.
    imports: [bool; MODULES],
    /// Chooses among ways to write the same things.
    style: u8,
    /// The mistake in it, if any.
    mistake: Option<u8>,
}

const MISTAKES: u8 = 8;

/// A module with or without mistakes.
pub fn plan(with_mistakes: bool) -> impl Strategy<Value = Plan> {
    let mistake = if with_mistakes { prop::option::weighted(0.3, 0..MISTAKES).boxed() } else { Just(None).boxed() };
    (prop::array::uniform12(prop::bool::weighted(0.35)), any::<u8>(), mistake)
        .prop_map(|(imports, style, mistake)| Plan { imports, style, mistake })
}

fn program(with_mistakes: bool) -> impl Strategy<Value = (Vec<Plan>, Vec<Vec<u32>>)> {
    let orders = prop::collection::vec(prop::collection::vec(any::<u32>(), MODULES), 4);
    (prop::collection::vec(plan(with_mistakes), MODULES), orders)
}

fn imported(at: usize, plan: &Plan) -> Vec<usize> {
    (0..at).filter(|other| plan.imports[*other]).collect()
}

/// The text of module number `at`.
pub fn text(at: usize, plan: &Plan) -> String {
    let others = imported(at, plan);
    let mut text: String = others.iter().map(|other| format!("import M{other}\n")).collect();
    text.push_str(&types(at, plan.style));
    text.push_str(&functions(at, plan.style));
    text.push_str(&processes(at, plan.style));
    for other in &others {
        text.push_str(&uses(at, *other, plan.style));
    }
    if let Some(mistake) = plan.mistake {
        text.push_str(&wrong(mistake, others.last().copied(), at));
    }
    text
}

fn types(at: usize, style: u8) -> String {
    let deriving = if style & 1 == 0 { "" } else { " deriving(Eq, Display)" };
    format!(
        "
pub struct Box{at}<T> do
  value :: T
  count :: Int
end{deriving}

pub type Shape{at} do
  Dot{at}
  Line{at}(Int)
  Both{at}(Box{at}<Int>, String?)
end

pub interface Named{at} do
  fn name{at}(self) -> String
end

impl Named{at} for Shape{at} do
  fn name{at}(self) -> String do
    case self do
      Dot{at} -> \"dot\"
      _ -> \"shape\"
    end
  end
end
"
    )
}

/// Functions without annotations, in an order that depends on the style.
fn functions(at: usize, style: u8) -> String {
    let mut all = vec![
        format!("\npub fn wrap{at}(x) = Box{at} {{ value: x, count: 1 }}\n"),
        format!("\npub fn open{at}<T>(box :: Box{at}<T>) -> T = box.value\n"),
        format!("\npub fn maybe{at}(n) = if n == 0 do None else Some(\"t${{n}}\") end\n"),
        format!("\npub fn drain{at}(left) = if left > 0 do drain{at}(left - 1) else println(\"done\") end\n"),
        format!("\npub fn even{at}(n) = if n == 0 do true else odd{at}(n - 1) end\n"),
        format!("\npub fn odd{at}(n) = if n == 0 do false else even{at}(n - 1) end\n"),
        format!("\npub fn pair{at}(x, y) = if x == y do (x, hidden{at}(y)) else (y, hidden{at}(x)) end\n"),
        format!("\nfn hidden{at}(x) = [x]\n"),
        format!("\npub fn labels{at}(shapes) = List.map(shapes, fn s -> name{at}(s) end)\n"),
        format!(
            "\npub fn size{at}(shape) do
  case shape do
    Dot{at} -> 0
    Line{at}(n) -> n
    Both{at}(box, Some(_)) -> box.count
    Both{at}(box, None) -> box.value
  end
end\n"
        ),
    ];
    let turn = style as usize % all.len();
    all.rotate_left(turn);
    all.concat()
}

fn processes(at: usize, style: u8) -> String {
    let last = if style & 2 == 0 { format!("drain{at}(1)") } else { "println(\"over\")".to_owned() };
    format!(
        "
pub fn next{at}() do
  receive do
    message -> message
  end
end

actor ticker{at}(left) do
  let step = next{at}()
  if left > 0 do
    ticker{at}(left - step)
  else
    {last}
  end
end

service Store{at} do
  fn init(n :: Int) do
    (n, maybe{at}(n))
  end
  call Get() :: String? do |state|
    (state, Tuple.second(state))
  end
  cast Put(n :: Int) do |_|
    (n, maybe{at}(n))
  end
end
"
    )
}

/// A function that uses what another module exports.
fn uses(at: usize, other: usize, style: u8) -> String {
    let text = match style % 3 {
        0 => format!("M{other}.open{other}(M{other}.wrap{other}(x))"),
        1 => format!("Tuple.first(M{other}.pair{other}(x, x))"),
        _ => format!("List.head(List.map([x], fn y -> M{other}.open{other}(M{other}.wrap{other}(y)) end))"),
    };
    format!(
        "
pub fn through{other}(x) = {text}

pub fn sizes{other}(shapes) = List.map(shapes, M{other}.size{other})

pub fn run{other}() do
  let pid = spawn(M{other}.ticker{other}, 3)
  send(pid, 1)
  M{other}.drain{other}(2)
  let store = M{other}.Store{other}.start(1)
  M{other}.Store{other}.put(store, {at})
  case M{other}.Store{other}.get(store) do
    Some(text) -> text <> through{other}(\"!\")
    None -> \"${{through{other}(1)}} ${{M{other}.even{other}(4)}}\"
  end
end

pub fn wait{other}() = M{other}.next{other}() + {at}
"
    )
}

/// A function with a mistake, preferably in the use of another module.
fn wrong(mistake: u8, other: Option<usize>, at: usize) -> String {
    let (module, of) = other.map_or((String::new(), at), |other| (format!("M{other}."), other));
    let body = match mistake {
        0 => format!("{module}maybe{of}(1) <> \"x\""),
        1 => format!("{module}drain{of}(1) + 1"),
        2 => format!("{module}wrap{of}(1, 2)"),
        3 => format!("send(spawn({module}ticker{of}, 1), \"tick\")"),
        4 => format!("{module}Store{of}.put(self(), \"one\")"),
        5 => format!("case {module}maybe{of}(1) do\n    Some(_) -> 1\n  end"),
        6 => format!("M{of}.hidden{of}(1)"),
        _ => format!("{module}labels{of}([1])"),
    };
    format!("\npub fn wrong() do\n  {body}\nend\n\npub fn user_of_wrong() = wrong()\n")
}

/// An order that respects imports; `ranks` chooses among the modules that are ready.
fn order(nodes: &[Node], ranks: &[u32]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    while order.len() < nodes.len() {
        let done = |target: &ModulePath| order.iter().any(|at| nodes[*at].module == *target);
        let ready = |at: &usize| !order.contains(at) && nodes[*at].imports.iter().all(|import| done(&import.target));
        let turn = order.len() as u32 + 1;
        let next = (0..nodes.len()).filter(ready).min_by_key(|at| ranks[*at].wrapping_mul(turn));
        order.push(next.expect("imports go to earlier modules only"));
    }
    order
}

/// Interfaces and diagnostics, both by module.
fn check_in(
    positions: &[usize],
    project: &Project,
    files: &[Source],
    nodes: &[Node],
) -> (Vec<String>, Vec<Diagnostic>) {
    let order = graph::order(nodes, &mut Vec::new());
    let std = standard::for_tuples(mesh_typeck::tuple_sizes([]), false);
    let table = Table::new(project, files, &order, &std, None);
    let found = positions.iter().flat_map(|&position| table.check_anew(position).1);
    let mut diagnostics: Vec<Diagnostic> = found.collect();
    let mut interfaces: Vec<String> = positions.iter().map(|&at| format!("{:?}", table.interface(at))).collect();
    interfaces.sort();
    diagnostics.sort_by_key(|diagnostic| (diagnostic.primary().span, diagnostic.code));
    (interfaces, diagnostics)
}

/// Checks the program in all orders, and gives what every one of them gives.
fn same_in_all_orders(plans: &[Plan], ranks: &[Vec<u32>]) -> Vec<Diagnostic> {
    let files = plans.iter().enumerate().map(|(at, plan)| (format!("m{at}.mpl"), text(at, plan)));
    let project = Project::given(files);
    let (files, found): (Vec<Source>, Vec<Vec<Diagnostic>>) = Source::read_all(&project, None).into_iter().unzip();
    assert_eq!(found.concat(), []);
    let nodes: Vec<Node> =
        files.iter().map(|source| Node { module: source.path, imports: source.summary.imports.clone() }).collect();
    let written: Vec<usize> = (0..MODULES).collect();
    let (interfaces, diagnostics) = check_in(&written, &project, &files, &nodes);
    for ranks in ranks {
        let order = order(&nodes, ranks);
        let (other_interfaces, other_diagnostics) = check_in(&order, &project, &files, &nodes);
        assert_eq!(diagnostics, other_diagnostics, "in the order {order:?}");
        assert_eq!(interfaces, other_interfaces, "in the order {order:?}");
    }
    diagnostics
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sound_programs_have_the_same_interfaces_in_any_order((plans, ranks) in program(false)) {
        prop_assert_eq!(same_in_all_orders(&plans, &ranks), []);
    }

    #[test]
    fn mistakes_are_the_same_in_any_order((plans, ranks) in program(true)) {
        let diagnostics = same_in_all_orders(&plans, &ranks);
        let mistakes = plans.iter().filter(|plan| plan.mistake.is_some()).count();
        prop_assert_eq!(diagnostics.len(), mistakes, "one diagnostic for each mistake: {:#?}", diagnostics);
    }
}
