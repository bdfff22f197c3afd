//! The hierarchy of messages: who sends what to whom.

use lsp_types::request as r;
use lsp_types::{
    CallHierarchyIncomingCallsParams, CallHierarchyItem, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams,
};

use crate::Test;
use crate::client::Client;

pub const TESTS: &[Test] = &[
    ("messages_of_actors_lead_both_ways", messages_of_actors_lead_both_ways),
    ("messages_that_are_no_variants", messages_that_are_no_variants),
    ("messages_of_services_lead_both_ways", messages_of_services_lead_both_ways),
    ("messages_are_asked_about_at_any_place", messages_are_asked_about_at_any_place),
];

const BANK: &str = "\
pub type Order do
  Deposit(amount :: Int)
  Ask(from :: Pid<Int>)
  Close
end

pub actor ledger(sum :: Int) do
  receive do
    Deposit(amount) -> ledger(sum + amount)
    Ask(from) -> do
      send(from, sum)
      ledger(sum)
    end
    Close -> println(\"closed\")
  end
end

pub actor echo() do
  receive do
    n -> println(\"${n + 1}\")
  end
end

pub service Counter do
  fn init(start :: Int) -> Int do
    start
  end

  call Get() :: Int do |n|
    (n, n)
  end

  cast Add(more :: Int) do |n|
    n + more
  end
end
";

const MAIN: &str = "\
import Bank
import Timer
from Bank import Order, Deposit, Ask, Close

fn pay(account :: Pid<Order>, amount :: Int) do
  send(account, Deposit(amount))
end

fn later(account) do
  let order = Deposit(7)
  Timer.send_after(account, 10, order)
  send(account, Close)
end

fn forward(account :: Pid<Order>, order :: Order) do
  send(account, order)
end

fn ask(account) -> Int do
  send(account, Ask(self()))
  receive do
    answer -> answer
  end
end

fn count() -> Int do
  let counter = Bank.Counter.start(1)
  Bank.Counter.add(counter, 2)
  Bank.Counter.get(counter)
end

fn main() do
  let account = spawn(Bank.ledger, 0)
  pay(account, 2)
  later(account)
  forward(account, Close)
  send(spawn(Bank.echo), 3)
  println(\"${ask(account)} ${count()}\")
end
";

fn client() -> Client {
    let mut client = Client::start(&[("main.mpl", MAIN), ("bank.mpl", BANK)]);
    let place = client.at("main.mpl", "fn ma~in");
    let document = place.text_document;
    client.answer("textDocument/documentSymbol", serde_json::json!({ "textDocument": document }));
    client
}

fn prepared(client: &mut Client, name: &str, marked: &str) -> Vec<CallHierarchyItem> {
    let params = CallHierarchyPrepareParams {
        text_document_position_params: client.at(name, marked),
        work_done_progress_params: Default::default(),
    };
    client.request::<r::CallHierarchyPrepare>(params).unwrap_or_default()
}

/// Who calls or sends what is at a place, each with the texts where it does.
fn incoming(client: &mut Client, name: &str, marked: &str) -> Vec<(String, Vec<String>)> {
    let item = prepared(client, name, marked).remove(0);
    let params = CallHierarchyIncomingCallsParams {
        item,
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let found = client.request::<r::CallHierarchyIncomingCalls>(params).unwrap();
    let call = |call: &lsp_types::CallHierarchyIncomingCall| {
        let file = client.name(&call.from.uri);
        let texts = call.from_ranges.iter().map(|range| client.written(&file, *range)).collect();
        (call.from.name.clone(), texts)
    };
    found.iter().map(call).collect()
}

/// What that which is at a place calls and sends.
fn outgoing(client: &mut Client, name: &str, marked: &str) -> Vec<String> {
    let item = prepared(client, name, marked).remove(0);
    let params = CallHierarchyOutgoingCallsParams {
        item,
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let found = client.request::<r::CallHierarchyOutgoingCalls>(params).unwrap();
    let shown = |call: &lsp_types::CallHierarchyOutgoingCall| match &call.to.detail {
        Some(detail) => format!("{}, {detail}", call.to.name),
        None => call.to.name.clone(),
    };
    found.iter().map(shown).collect()
}

fn sent(who: &str, texts: &[&str]) -> (String, Vec<String>) {
    (who.to_owned(), texts.iter().map(|&text| text.to_owned()).collect())
}

fn messages_of_actors_lead_both_ways() {
    let mut client = client();
    let deposits = incoming(&mut client, "bank.mpl", "    Depo~sit(amount) ->");
    assert_eq!(deposits, [sent("pay", &["Deposit(amount)"]), sent("later", &["order"])]);
    assert_eq!(
        incoming(&mut client, "bank.mpl", "    Clo~se ->"),
        [sent("later", &["Close"]), sent("main", &["Close"])]
    );
    assert_eq!(incoming(&mut client, "bank.mpl", "    As~k(from) ->"), [sent("ask", &["Ask(self())"])]);
    // All that an actor gets, and who starts it.
    let all = incoming(&mut client, "bank.mpl", "actor led~ger");
    let who: Vec<&str> = all.iter().map(|(who, _)| who.as_str()).collect();
    assert_eq!(who, ["ledger", "main", "pay", "later", "forward", "ask"], "{all:?}");
    assert_eq!(outgoing(&mut client, "main.mpl", "fn pa~y"), ["Deposit, message of `ledger`"]);
    // A message that comes from elsewhere may be each.
    let each = ["Deposit, message of `ledger`", "Ask, message of `ledger`", "Close, message of `ledger`"];
    assert_eq!(outgoing(&mut client, "main.mpl", "fn forw~ard"), each);
    // What an actor does when it gets a message.
    assert_eq!(outgoing(&mut client, "bank.mpl", "    As~k(from) ->")[0], "ledger");
    assert!(outgoing(&mut client, "bank.mpl", "    As~k(from) ->").contains(&"answer, message of `ask`".to_owned()));
    client.end();
}

fn messages_that_are_no_variants() {
    let mut client = client();
    let senders = incoming(&mut client, "bank.mpl", "    ~n -> println");
    assert_eq!(senders, [sent("ledger", &["sum"]), sent("main", &["3"])]);
    client.end();
}

fn messages_of_services_lead_both_ways() {
    let mut client = client();
    assert_eq!(incoming(&mut client, "bank.mpl", "call Ge~t"), [sent("count", &["get"])]);
    assert_eq!(incoming(&mut client, "bank.mpl", "cast Ad~d"), [sent("count", &["add"])]);
    assert_eq!(incoming(&mut client, "bank.mpl", "service Coun~ter"), [sent("count", &["start", "get", "add"])]);
    assert_eq!(outgoing(&mut client, "main.mpl", "fn cou~nt"), ["init", "Add", "Get"]);
    client.end();
}

fn messages_are_asked_about_at_any_place() {
    let mut client = client();
    // From where it is sent, and from where it is declared, to who takes it.
    for (name, marked) in [("main.mpl", "send(account, Depo~sit"), ("bank.mpl", "  Depo~sit(amount :: Int)")] {
        let items = prepared(&mut client, name, marked);
        let shown: Vec<_> = items.iter().map(|item| (item.name.as_str(), item.detail.as_deref().unwrap())).collect();
        assert_eq!(shown, [("Deposit", "message of `ledger`")]);
        assert_eq!(incoming(&mut client, name, marked).len(), 2);
    }
    // What nobody receives is no message.
    client.replace("bank.mpl", "pub service", "type Other do\n  Alone\nend\n\npub service");
    assert_eq!(prepared(&mut client, "bank.mpl", "  Alo~ne"), []);
    client.end();
}
