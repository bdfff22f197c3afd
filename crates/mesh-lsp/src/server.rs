//! The loop: takes what the editor says in its order, and checks when there is nothing else to do.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::InitializeParams;
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use serde::de::DeserializeOwned;

use crate::dispatch;
use crate::features::diagnostics;
use crate::position::changed;
use crate::session::Session;
use crate::uri::path_of;

/// So many requests can wait for being cancelled.
const MOST_CANCELLED: usize = 1024;

/// What is said of an editor that is gone.
const LEFT: &str = "the editor left without asking for the end";

/// What the reader of messages tells the loop beside them.
#[derive(Default)]
struct Signals {
    /// Something is to be done before the check that runs now: a text changed, or somebody waits for an answer.
    interrupted: AtomicBool,
    cancelled: std::sync::Mutex<Vec<RequestId>>,
}

/// Why the server ended in another way than it was asked to.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Talks with an editor until it says goodbye.
pub fn serve(connection: &Connection, mut session: Session) -> Result<(), Failure> {
    let (id, params) = connection.initialize_start()?;
    let params: InitializeParams = serde_json::from_value(params)?;
    session.has_snippets = has_snippets(&params);
    session.asks_again.is_possible = can_ask_again(&params);
    let result = serde_json::to_value(dispatch::capabilities())?;
    connection.initialize_finish(id, result)?;
    watch_files(connection, &params)?;
    let signals = Arc::new(Signals::default());
    let (forward, messages) = crossbeam_channel::unbounded();
    let receiver = connection.receiver.clone();
    let noticed = signals.clone();
    std::thread::Builder::new().name("reader".to_owned()).spawn(move || read(&receiver, &forward, &noticed))?;
    let mut server = Server { sender: &connection.sender, session, signals, is_asked_to_end: false, asked: 0 };
    server.run(&messages)
}

fn has_snippets(params: &InitializeParams) -> bool {
    let completion = params.capabilities.text_document.as_ref().and_then(|document| document.completion.as_ref());
    completion.and_then(|completion| completion.completion_item.as_ref()?.snippet_support).unwrap_or(false)
}

/// Whether the editor can be told to ask for hints again.
fn can_ask_again(params: &InitializeParams) -> bool {
    let hints = params.capabilities.workspace.as_ref().and_then(|workspace| workspace.inlay_hint.as_ref());
    hints.and_then(|hints| hints.refresh_support).unwrap_or(false)
}

/// Asks to be told of files that change on disk, where the editor can.
fn watch_files(connection: &Connection, params: &InitializeParams) -> Result<(), Failure> {
    let workspace = params.capabilities.workspace.as_ref();
    let can = workspace.and_then(|workspace| workspace.did_change_watched_files?.dynamic_registration);
    if can != Some(true) {
        return Ok(());
    }
    let watchers: Vec<_> = ["**/*.mpl", "**/mesh.toml", "**/migrations/*.sql"]
        .map(|pattern| serde_json::json!({ "globPattern": pattern }))
        .into();
    let registration = serde_json::json!({ "registrations": [{
        "id": "files", "method": notification::DidChangeWatchedFiles::METHOD, "registerOptions": { "watchers": watchers },
    }] });
    let id = RequestId::from("watch files".to_owned());
    connection.sender.send(Request::new(id, "client/registerCapability".to_owned(), registration).into())?;
    Ok(())
}

/// Notices what matters to work that is under way, before its turn comes.
fn read(receiver: &Receiver<Message>, forward: &Sender<Message>, signals: &Signals) {
    for message in receiver {
        if let Message::Notification(note) = &message
            && note.method == notification::Cancel::METHOD
        {
            let id = note.params.get("id").cloned().and_then(|id| serde_json::from_value(id).ok());
            let mut cancelled = signals.cancelled.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            cancelled.extend(id);
            // Some were answered before.
            let too_many = cancelled.len().saturating_sub(MOST_CANCELLED);
            cancelled.drain(..too_many);
            continue;
        }
        let interrupts = match &message {
            Message::Notification(note) => {
                ["textDocument/did", "workspace/did"].iter().any(|it| note.method.starts_with(it))
            }
            Message::Request(_) => true,
            Message::Response(_) => false,
        };
        if forward.send(message).is_err() {
            return;
        }
        // In this order: who sees no message waiting and goes to work is told.
        if interrupts {
            signals.interrupted.store(true, Ordering::Relaxed);
        }
    }
}

struct Server<'c> {
    sender: &'c Sender<Message>,
    session: Session,
    signals: Arc<Signals>,
    is_asked_to_end: bool,
    /// How often the editor was told to ask again.
    asked: u32,
}

impl Server<'_> {
    fn run(&mut self, messages: &Receiver<Message>) -> Result<(), Failure> {
        loop {
            let is_stale = self.session.projects.values().any(|project| project.is_stale);
            let next = if is_stale { messages.try_recv().ok() } else { messages.recv().ok() };
            match next {
                None if !is_stale && self.is_asked_to_end => return Ok(()),
                None if !is_stale => return Err(LEFT.into()),
                Some(Message::Request(request)) => self.request(request)?,
                Some(Message::Notification(note)) if note.method == notification::Exit::METHOD => {
                    return if self.is_asked_to_end { Ok(()) } else { Err(LEFT.into()) };
                }
                // What makes the compiler fail is in a text: that is another after the next edit.
                Some(Message::Notification(note)) => drop(catch_unwind(AssertUnwindSafe(|| self.notice(note)))),
                Some(Message::Response(_)) => {}
                None => self.check(messages)?,
            }
        }
    }

    /// Checks what changed. What comes meanwhile goes before: the check ends early, and what it found out is not lost.
    fn check(&mut self, messages: &Receiver<Message>) -> Result<(), Failure> {
        self.signals.interrupted.store(false, Ordering::Relaxed);
        if !messages.is_empty() {
            return Ok(());
        }
        let (session, interrupted) = (&mut self.session, &self.signals.interrupted);
        let found = catch_unwind(AssertUnwindSafe(|| diagnostics::of_stale(session, interrupted)));
        // What makes the compiler fail now is tried again when it is edited.
        let found = found.unwrap_or_else(|_| {
            self.session.projects.values_mut().for_each(|project| project.is_stale = false);
            None
        });
        for params in found.unwrap_or_default() {
            self.sender.send(Notification::new(notification::PublishDiagnostics::METHOD.to_owned(), params).into())?;
        }
        let is_settled = !self.session.projects.values().any(|project| project.is_stale);
        if is_settled && self.session.asks_again.is_wanted.take() {
            self.asked += 1;
            let id = RequestId::from(format!("hints {}", self.asked));
            let request = Request::new(id, request::InlayHintRefreshRequest::METHOD.to_owned(), ());
            self.sender.send(request.into())?;
        }
        Ok(())
    }

    fn request(&mut self, request: Request) -> Result<(), Failure> {
        let id = request.id.clone();
        let response = if self.is_cancelled(&id) {
            Response::new_err(id, ErrorCode::RequestCanceled as i32, "cancelled".to_owned())
        } else if request.method == "shutdown" {
            self.is_asked_to_end = true;
            Response::new_ok(id, ())
        } else if self.is_asked_to_end {
            Response::new_err(id, ErrorCode::InvalidRequest as i32, "the server is ending".to_owned())
        } else {
            let session = &mut self.session;
            // A mistake of the compiler's must not take the editor's other files along.
            let answered = catch_unwind(AssertUnwindSafe(|| dispatch::answer(session, request)));
            let failed = |_| Response::new_err(id, ErrorCode::InternalError as i32, "the compiler failed".to_owned());
            answered.unwrap_or_else(failed)
        };
        self.sender.send(response.into())?;
        Ok(())
    }

    fn is_cancelled(&self, id: &RequestId) -> bool {
        let mut cancelled = self.signals.cancelled.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = cancelled.len();
        cancelled.retain(|known| known != id);
        cancelled.len() < before
    }

    fn notice(&mut self, note: Notification) {
        match note.method.as_str() {
            notification::DidOpenTextDocument::METHOD => {
                let Some(params) = read_params::<notification::DidOpenTextDocument>(note) else { return };
                let document = params.text_document;
                if let Some(path) = path_of(&document.uri) {
                    self.session.set_text(&path, document.text, document.version);
                }
            }
            notification::DidChangeTextDocument::METHOD => {
                let Some(params) = read_params::<notification::DidChangeTextDocument>(note) else { return };
                let Some(path) = path_of(&params.text_document.uri) else { return };
                let Some(document) = self.session.documents.get(&path) else { return };
                let text = params
                    .content_changes
                    .iter()
                    .fold(document.text.clone(), |text, change| changed(&text, change.range, &change.text));
                self.session.set_text(&path, text, params.text_document.version);
            }
            notification::DidCloseTextDocument::METHOD => {
                let Some(params) = read_params::<notification::DidCloseTextDocument>(note) else { return };
                if let Some(path) = path_of(&params.text_document.uri) {
                    self.session.close(&path);
                }
            }
            notification::DidChangeWatchedFiles::METHOD => {
                let Some(params) = read_params::<notification::DidChangeWatchedFiles>(note) else { return };
                let paths: Vec<_> = params.changes.iter().filter_map(|change| path_of(&change.uri)).collect();
                self.session.changed_on_disk(&paths);
            }
            _ => {}
        }
    }
}

/// What a notification says; nothing if that is not what it should say.
fn read_params<N: notification::Notification>(note: Notification) -> Option<N::Params>
where
    N::Params: DeserializeOwned,
{
    serde_json::from_value(note.params).ok()
}
