//! From names to other places.

use lsp_types::request as r;
use lsp_types::{
    CallHierarchyIncomingCallsParams, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, CodeLensParams,
    DocumentHighlightParams, DocumentLinkParams, GotoDefinitionParams, GotoDefinitionResponse, Location,
    ReferenceContext, ReferenceParams, SelectionRangeParams, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::Test;
use crate::client::Client;

pub const TESTS: &[Test] = &[
    ("definitions_in_all_files", definitions_in_all_files),
    ("definitions_in_the_library_are_files", definitions_in_the_library_are_files),
    ("type_definitions_and_implementations", type_definitions_and_implementations),
    ("references_and_highlights", references_and_highlights),
    ("symbols_of_the_project", symbols_of_the_project),
    ("calls_lead_both_ways", calls_lead_both_ways),
    ("selections_grow", selections_grow),
    ("lenses_and_links", lenses_and_links),
];

const MAIN: &str = "\
import Store
from Kinds import Item, Named

service Counter do
  fn init(start :: Int) -> Int do
    start
  end

  call Get() :: Int do |n|
    (n, n)
  end
end

impl Named for Item do
  fn title(self) -> String do
    self.name
  end
end

fn show(item :: Item) -> String do
  item.title() <> \" \" <> Int.to_string(item.count)
end

fn main() do
  let counter = Counter.start(3)
  let first = Store.first()
  println(show(first))
  println(\"${Counter.get(counter)}\")
end
";

const KINDS: &str = "\
pub struct Item do
  name :: String
  count :: Int
end

pub interface Named do
  fn title(self) -> String
end
";

const STORE: &str = "\
from Kinds import Item

pub fn first() -> Item do
  Item { name: \"first\", count: 1 }
end
";

fn client() -> Client {
    Client::start(&[("main.mpl", MAIN), ("kinds.mpl", KINDS), ("store.mpl", STORE)])
}

fn goto(client: &mut Client, name: &str, marked: &str) -> GotoDefinitionParams {
    GotoDefinitionParams {
        text_document_position_params: client.at(name, marked),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    }
}

fn one(found: Option<GotoDefinitionResponse>) -> Location {
    match found {
        Some(GotoDefinitionResponse::Scalar(place)) => place,
        other => panic!("{other:?}"),
    }
}

fn definition(client: &mut Client, name: &str, marked: &str) -> (String, String, u32) {
    let params = goto(client, name, marked);
    let place = one(client.request::<r::GotoDefinition>(params));
    let name = client.name(&place.uri);
    (client.written(&name, place.range), name, place.range.start.line)
}

fn definitions_in_all_files() {
    let mut client = client();
    let main = |line| move |text: &str| (text.to_owned(), "main.mpl".to_owned(), line);
    assert_eq!(definition(&mut client, "main.mpl", "Store.fir~st()"), ("first".into(), "store.mpl".into(), 2));
    assert_eq!(definition(&mut client, "main.mpl", "St~ore.first()"), (String::new(), "store.mpl".into(), 0));
    assert_eq!(definition(&mut client, "main.mpl", "println(sh~ow(first))"), main(19)("show"));
    assert_eq!(definition(&mut client, "main.mpl", "show(fir~st)"), main(25)("first"));
    assert_eq!(definition(&mut client, "main.mpl", "item.cou~nt"), ("count".into(), "kinds.mpl".into(), 2));
    assert_eq!(definition(&mut client, "main.mpl", "item.tit~le()"), ("title".into(), "kinds.mpl".into(), 6));
    assert_eq!(definition(&mut client, "main.mpl", "item :: It~em"), ("Item".into(), "kinds.mpl".into(), 0));
    assert_eq!(definition(&mut client, "main.mpl", "Counter.ge~t("), main(8)("Get"));
    assert_eq!(definition(&mut client, "main.mpl", "Counter.sta~rt("), main(4)("init"));
    assert_eq!(definition(&mut client, "main.mpl", "Cou~nter.start("), main(3)("Counter"));
    assert_eq!(definition(&mut client, "store.mpl", "na~me: \"first\""), ("name".into(), "kinds.mpl".into(), 1));
    assert_eq!(definition(&mut client, "main.mpl", "import Item, Nam~ed"), ("Named".into(), "kinds.mpl".into(), 5));
    client.end();
}

fn definitions_in_the_library_are_files() {
    let main = "fn main() do\n  map([1], Int.to_string) |> compare([\"1\"]) |> println()\nend\n";
    let mut client = Client::start(&[("main.mpl", main)]);
    // A module of the library may have several files.
    for (marked, file, declared) in [
        ("Int.to_str~ing", "std/int.mpl", "fn to_string("),
        ("print~ln", "std/prelude.mpl", "fn println("),
        ("m~ap(", "std/prelude/lists.mpl", "fn map<"),
        ("comp~are(", "std/prelude/outcomes.mpl", "fn compare<"),
    ] {
        let params = goto(&mut client, "main.mpl", marked);
        let place = one(client.request::<r::GotoDefinition>(params));
        let path = client.path(&client.name(&place.uri));
        assert!(path.ends_with(file), "{path:?}");
        let text = std::fs::read_to_string(path).unwrap();
        let line = text.lines().nth(place.range.start.line as usize).unwrap();
        assert!(line.contains(declared), "{line}");
    }
    client.end();
}

fn type_definitions_and_implementations() {
    let mut client = client();
    let params = goto(&mut client, "main.mpl", "show(fir~st)");
    let place = one(client.request::<r::GotoTypeDefinition>(params));
    assert_eq!((client.name(&place.uri), place.range.start.line), ("kinds.mpl".to_owned(), 0));
    for (name, marked, line) in
        [("kinds.mpl", "interface Nam~ed", 13), ("kinds.mpl", "fn tit~le", 14), ("kinds.mpl", "struct It~em", 13)]
    {
        let params = goto(&mut client, name, marked);
        let Some(GotoDefinitionResponse::Array(found)) = client.request::<r::GotoImplementation>(params) else {
            panic!("no impls")
        };
        let places: Vec<(String, u32)> =
            found.iter().map(|place| (client.name(&place.uri), place.range.start.line)).collect();
        assert_eq!(places, [("main.mpl".to_owned(), line)], "{marked}");
    }
    client.end();
}

fn references(client: &mut Client, name: &str, marked: &str, with_declaration: bool) -> Vec<(String, u32)> {
    let params = ReferenceParams {
        text_document_position: client.at(name, marked),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
        context: ReferenceContext { include_declaration: with_declaration },
    };
    let found = client.request::<r::References>(params).unwrap();
    let mut places: Vec<_> = found.iter().map(|place| (client.name(&place.uri), place.range.start.line)).collect();
    places.sort();
    places
}

fn references_and_highlights() {
    let mut client = client();
    let at = |name: &str, line| (name.to_owned(), line);
    let found = references(&mut client, "kinds.mpl", "struct It~em", true);
    let wanted = [
        at("kinds.mpl", 0),
        at("main.mpl", 1),
        at("main.mpl", 13),
        at("main.mpl", 19),
        at("store.mpl", 0),
        at("store.mpl", 2),
        at("store.mpl", 3),
    ];
    assert_eq!(found, wanted);
    assert_eq!(references(&mut client, "kinds.mpl", "cou~nt :: Int", false), [at("main.mpl", 20), at("store.mpl", 3)]);
    assert_eq!(references(&mut client, "kinds.mpl", "fn tit~le", false), [at("main.mpl", 14), at("main.mpl", 20)]);
    assert_eq!(references(&mut client, "main.mpl", "call Ge~t", false), [at("main.mpl", 27)]);
    assert_eq!(references(&mut client, "main.mpl", "let fir~st", true), [at("main.mpl", 25), at("main.mpl", 26)]);
    let params = DocumentHighlightParams {
        text_document_position_params: client.at("main.mpl", "item.tit~le()"),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let lines: Vec<u32> = client
        .request::<r::DocumentHighlightRequest>(params)
        .unwrap()
        .iter()
        .map(|highlight| highlight.range.start.line)
        .collect();
    assert_eq!(lines, [14, 20]);
    client.end();
}

fn symbols_of_the_project() {
    let mut client = client();
    let mut names = |query: &str| {
        let params = WorkspaceSymbolParams { query: query.to_owned(), ..WorkspaceSymbolParams::default() };
        match client.request::<r::WorkspaceSymbolRequest>(params) {
            Some(WorkspaceSymbolResponse::Flat(found)) => {
                found.into_iter().map(|symbol| symbol.name).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(names("frst"), ["first"]);
    assert_eq!(names("item"), ["Item"]);
    assert!(names("").len() > 8);
    client.end();
}

fn calls_lead_both_ways() {
    let mut client = client();
    let params = CallHierarchyPrepareParams {
        text_document_position_params: client.at("main.mpl", "fn sh~ow"),
        work_done_progress_params: Default::default(),
    };
    let item = client.request::<r::CallHierarchyPrepare>(params).unwrap().remove(0);
    let params = CallHierarchyIncomingCallsParams {
        item: item.clone(),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let callers = client.request::<r::CallHierarchyIncomingCalls>(params).unwrap();
    assert_eq!(callers.iter().map(|call| call.from.name.as_str()).collect::<Vec<_>>(), ["main"]);
    let params = CallHierarchyOutgoingCallsParams {
        item,
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let called = client.request::<r::CallHierarchyOutgoingCalls>(params).unwrap();
    assert_eq!(called.iter().map(|call| call.to.name.as_str()).collect::<Vec<_>>(), ["title", "to_string"]);
    // Who sends this message to this service.
    let params = CallHierarchyPrepareParams {
        text_document_position_params: client.at("main.mpl", "call Ge~t"),
        work_done_progress_params: Default::default(),
    };
    let item = client.request::<r::CallHierarchyPrepare>(params).unwrap().remove(0);
    let params = CallHierarchyIncomingCallsParams {
        item,
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let callers = client.request::<r::CallHierarchyIncomingCalls>(params).unwrap();
    assert_eq!(callers.iter().map(|call| call.from.name.as_str()).collect::<Vec<_>>(), ["main"]);
    client.end();
}

fn selections_grow() {
    let mut client = client();
    let params = SelectionRangeParams {
        text_document: client.document("main.mpl"),
        positions: vec![client.at("main.mpl", "show(fir~st)").position],
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let mut range = Some(Box::new(client.request::<r::SelectionRangeRequest>(params).unwrap().remove(0)));
    let mut texts = Vec::new();
    while let Some(next) = range {
        texts.push(client.written("main.mpl", next.range));
        range = next.parent;
    }
    assert_eq!(texts[..3], ["first", "show(first)", "println(show(first))"]);
    assert_eq!(texts.last().unwrap(), MAIN);
    client.end();
}

fn lenses_and_links() {
    let mut client = client();
    let params = CodeLensParams {
        text_document: client.document("main.mpl"),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let lenses = client.request::<r::CodeLensRequest>(params).unwrap();
    let resolved = lenses.into_iter().map(|lens| client.request::<r::CodeLensResolve>(lens));
    let titles: Vec<String> = resolved.filter_map(|lens| Some(lens.command?.title)).collect();
    assert_eq!(titles, ["1 reference", "Run"]);
    let params = DocumentLinkParams {
        text_document: client.document("main.mpl"),
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let links = client.request::<r::DocumentLinkRequest>(params).unwrap();
    let targets: Vec<String> = links.iter().map(|link| client.name(link.target.as_ref().unwrap())).collect();
    assert_eq!(targets, ["store.mpl", "kinds.mpl"]);
    client.end();
}
