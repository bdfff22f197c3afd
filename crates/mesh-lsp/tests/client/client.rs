//! The scripted client.

use std::collections::BTreeMap;
use std::io::{BufReader, ErrorKind, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use lsp_server::{Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request;
use lsp_types::{
    Diagnostic, DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, HoverContents, HoverParams, InitializeParams, InitializeResult, Position,
    PublishDiagnosticsParams, Range, TextDocumentContentChangeEvent, TextDocumentIdentifier, TextDocumentItem,
    TextDocumentPositionParams, TextEdit, Uri, VersionedTextDocumentIdentifier, WorkspaceEdit,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

/// How long anything may take on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server and a project on disk.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Message>,
    strange: Receiver<String>,
    /// What it writes on standard error.
    complaints: Option<JoinHandle<String>>,
    is_deaf: Arc<AtomicBool>,
    folder: tempfile::TempDir,
    texts: BTreeMap<String, String>,
    versions: BTreeMap<String, i32>,
    diagnostics: BTreeMap<String, Vec<Diagnostic>>,
    next: i32,
    /// What the server said about itself.
    pub told: Option<InitializeResult>,
}

impl Client {
    /// Writes a project, starts a server, opens all files.
    pub fn start(files: &[(&str, &str)]) -> Client {
        let mut client = Client::unopened(files);
        for (name, _) in files.iter().filter(|(name, _)| name.ends_with(".mpl")) {
            client.open(name);
        }
        client
    }

    /// The same with no file open.
    pub fn unopened(files: &[(&str, &str)]) -> Client {
        let folder = tempfile::tempdir().unwrap();
        let mut texts = BTreeMap::new();
        for (name, text) in files {
            let path = folder.path().join("project").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
            texts.insert((*name).to_owned(), (*text).to_owned());
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env(crate::SERVER, crate::CACHE.get().expect("it is set"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        let (sender, messages) = channel();
        let (strangers, strange) = channel();
        let is_deaf = Arc::new(AtomicBool::new(false));
        let deaf = is_deaf.clone();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while !deaf.load(Ordering::Relaxed) {
                let goes_on = match Message::read(&mut output) {
                    Ok(Some(message)) => sender.send(message).is_ok(),
                    Err(error) if error.kind() == ErrorKind::InvalidData => strangers.send(error.to_string()).is_ok(),
                    Ok(None) | Err(_) => false,
                };
                if !goes_on {
                    return;
                }
            }
        });
        let mut errors = child.stderr.take().unwrap();
        let complaints = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = errors.read_to_string(&mut text);
            text
        });
        let (versions, diagnostics) = (BTreeMap::new(), BTreeMap::new());
        let mut client = Client {
            child,
            input,
            messages,
            strange,
            complaints: Some(complaints),
            is_deaf,
            folder,
            texts,
            versions,
            diagnostics,
            next: 0,
            told: None,
        };
        let capabilities = json!({
            "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } },
        });
        let params: InitializeParams = serde_json::from_value(json!({ "capabilities": capabilities })).unwrap();
        client.told = Some(client.request::<request::Initialize>(params));
        client.notify::<notification::Initialized>(lsp_types::InitializedParams {});
        client
    }

    fn send(&mut self, message: Message) {
        message.write(self.input.as_mut().expect("the server runs")).expect("the server reads");
    }

    pub fn notify<N: notification::Notification>(&mut self, params: N::Params) {
        self.send(Notification::new(N::METHOD.to_owned(), params).into());
    }

    /// A notification, whatever it says.
    pub fn tell(&mut self, method: &str, params: serde_json::Value) {
        assert!(self.try_tell(method, params), "the server reads");
    }

    /// The same, where the server may be gone; whether it is there.
    pub fn try_tell(&mut self, method: &str, params: serde_json::Value) -> bool {
        let message: Message = Notification::new(method.to_owned(), params).into();
        message.write(self.input.as_mut().expect("the server runs")).is_ok()
    }

    /// Writes bytes as they are.
    pub fn write(&mut self, bytes: &[u8]) {
        self.input.as_mut().expect("the server runs").write_all(bytes).expect("the server reads");
    }

    /// The next message that is none of those that a client knows.
    pub fn strange(&mut self) -> String {
        self.strange.recv_timeout(PATIENCE).expect("the server answers")
    }

    /// A request, where the server may be gone.
    pub fn try_ask(&mut self, method: &str, params: serde_json::Value) {
        self.next += 1;
        let message: Message = Request::new(RequestId::from(self.next), method.to_owned(), params).into();
        let _ = message.write(self.input.as_mut().expect("the server runs"));
    }

    /// Reads one message more, and closes the pipe.
    pub fn stop_reading(&mut self) {
        self.is_deaf.store(true, Ordering::Relaxed);
    }

    /// Writes some bytes, and closes the pipe to the server; how it ends, and what it says on standard error.
    pub fn hang_up(mut self, last: &[u8]) -> (Option<i32>, String) {
        let mut input = self.input.take().expect("the server runs");
        let _ = input.write_all(last);
        drop(input);
        let code = self.child.wait().unwrap().code();
        (code, self.complaints.take().expect("it is there").join().unwrap())
    }

    /// Sends a request and does not wait; gives its number.
    pub fn ask(&mut self, method: &str, params: serde_json::Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.send(Request::new(id.clone(), method.to_owned(), params).into());
        id
    }

    /// Waits for the response to a request.
    pub fn response(&mut self, id: &RequestId) -> Response {
        loop {
            match self.receive() {
                Message::Response(response) if response.id == *id => return response,
                Message::Response(other) => panic!("a response nobody asked for: {other:?}"),
                _ => {}
            }
        }
    }

    /// The next message; what it says of diagnostics is kept.
    pub fn receive(&mut self) -> Message {
        let message = self.messages.recv_timeout(PATIENCE).expect("the server answers");
        if let Message::Notification(note) = &message
            && note.method == notification::PublishDiagnostics::METHOD
        {
            let params: PublishDiagnosticsParams = serde_json::from_value(note.params.clone()).unwrap();
            let name = self.name(&params.uri);
            self.diagnostics.insert(name, params.diagnostics);
        }
        message
    }

    /// The result of a request, or what was said against it.
    pub fn try_request<R: request::Request>(&mut self, params: R::Params) -> Result<R::Result, String> {
        let id = self.ask(R::METHOD, serde_json::to_value(params).unwrap());
        let response = self.response(&id);
        response.response_result.map(|result| serde_json::from_value(result).unwrap()).map_err(|error| error.message)
    }

    pub fn request<R: request::Request>(&mut self, params: R::Params) -> R::Result {
        self.try_request::<R>(params).unwrap()
    }

    /// The answer to any request, with the project's folder left out: that differs from server to server.
    pub fn answer(&mut self, method: &str, params: serde_json::Value) -> String {
        let id = self.ask(method, params);
        let folder = self.folder.path().display().to_string();
        let text = match self.response(&id).response_result {
            Ok(result) => serde_json::to_string_pretty(&result).unwrap(),
            Err(error) => format!("refused: {}", error.message),
        };
        text.replace(&encoded(&folder), "").replace(&folder, "")
    }

    // ---- texts -------------------------------------------------------------------------------------------------

    pub fn path(&self, name: &str) -> PathBuf {
        match name.strip_prefix("../") {
            Some(outside) => self.folder.path().join(outside),
            None => self.folder.path().join("project").join(name),
        }
    }

    pub fn uri(&self, name: &str) -> Uri {
        Uri::from_str(&format!("file://{}", encoded(&self.path(name).display().to_string()))).unwrap()
    }

    /// The file of an address, inside of the project if it is there.
    pub fn name(&self, uri: &Uri) -> String {
        let path = percent_encoding::percent_decode_str(uri.as_str().trim_start_matches("file://"));
        let path = PathBuf::from(path.decode_utf8_lossy().into_owned());
        let inside = path.strip_prefix(self.folder.path().join("project")).map(|inside| inside.display().to_string());
        let outside = || path.strip_prefix(self.folder.path()).map(|outside| format!("../{}", outside.display()));
        inside.or_else(|_| outside()).unwrap_or_else(|_| path.display().to_string())
    }

    pub fn text(&self, name: &str) -> &str {
        &self.texts[name]
    }

    pub fn document(&self, name: &str) -> TextDocumentIdentifier {
        TextDocumentIdentifier { uri: self.uri(name) }
    }

    pub fn open(&mut self, name: &str) {
        let text = self.texts[name].clone();
        self.versions.insert(name.to_owned(), 1);
        let text_document = TextDocumentItem { uri: self.uri(name), language_id: "mesh".to_owned(), version: 1, text };
        self.notify::<notification::DidOpenTextDocument>(DidOpenTextDocumentParams { text_document });
    }

    /// Writes a text to disk.
    pub fn save(&mut self, name: &str) {
        std::fs::write(self.path(name), &self.texts[name]).unwrap();
        let params = DidSaveTextDocumentParams { text_document: self.document(name), text: None };
        self.notify::<notification::DidSaveTextDocument>(params);
    }

    /// Closes a file: what is on disk counts.
    pub fn close(&mut self, name: &str) {
        let params = DidCloseTextDocumentParams { text_document: self.document(name) };
        self.notify::<notification::DidCloseTextDocument>(params);
    }

    /// Changes a part of a text; both sides do it by themselves.
    pub fn edit(&mut self, name: &str, from: usize, to: usize, new: &str) {
        let text = self.texts[name].clone();
        let range = Range { start: position(&text, from), end: position(&text, to) };
        let change = TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: new.to_owned() };
        self.texts.insert(name.to_owned(), [&text[..from], new, &text[to..]].concat());
        let version = self.versions[name] + 1;
        self.versions.insert(name.to_owned(), version);
        let text_document = VersionedTextDocumentIdentifier { uri: self.uri(name), version };
        let params = DidChangeTextDocumentParams { text_document, content_changes: vec![change] };
        self.notify::<notification::DidChangeTextDocument>(params);
    }

    /// Replaces a piece of text that stands there once.
    pub fn replace(&mut self, name: &str, old: &str, new: &str) {
        let at = self.texts[name].find(old).unwrap_or_else(|| panic!("no `{old}` in {name}"));
        self.edit(name, at, at + old.len(), new);
    }

    /// The place that `~` marks in a piece of text.
    pub fn at(&self, name: &str, marked: &str) -> TextDocumentPositionParams {
        let offset = self.offset(name, marked);
        TextDocumentPositionParams { text_document: self.document(name), position: position(&self.texts[name], offset) }
    }

    /// What is told of what stands at that place; nothing of what is unknown.
    pub fn hover(&mut self, name: &str, marked: &str) -> String {
        let params = HoverParams {
            text_document_position_params: self.at(name, marked),
            work_done_progress_params: Default::default(),
        };
        match self.request::<request::HoverRequest>(params).map(|hover| hover.contents) {
            Some(HoverContents::Markup(markup)) => markup.value,
            None => String::new(),
            other => panic!("{other:?}"),
        }
    }

    pub fn offset(&self, name: &str, marked: &str) -> usize {
        let (before, behind) = marked.split_once('~').expect("a mark");
        let text = &self.texts[name];
        let found = text.find(&[before, behind].concat());
        found.unwrap_or_else(|| panic!("no `{marked}` in {name}")) + before.len()
    }

    /// The range of a piece of text.
    pub fn range(&self, name: &str, piece: &str) -> Range {
        let text = &self.texts[name];
        let at = text.find(piece).unwrap_or_else(|| panic!("no `{piece}` in {name}"));
        Range { start: position(text, at), end: position(text, at + piece.len()) }
    }

    /// The text of a range.
    pub fn written(&self, name: &str, range: Range) -> String {
        let text = &self.texts[name];
        text[offset(text, range.start)..offset(text, range.end)].to_owned()
    }

    /// A file's text after edits.
    pub fn edited(&self, name: &str, edits: &[TextEdit]) -> String {
        let mut text = self.texts[name].clone();
        let mut edits: Vec<&TextEdit> = edits.iter().collect();
        edits.sort_by_key(|edit| edit.range.start);
        for edit in edits.into_iter().rev() {
            let (from, to) = (offset(&text, edit.range.start), offset(&text, edit.range.end));
            text.replace_range(from..to, &edit.new_text);
        }
        text
    }

    /// The texts that a change of several files makes.
    pub fn changed(&self, edit: &WorkspaceEdit) -> BTreeMap<String, String> {
        let changes = edit.changes.iter().flatten();
        changes.map(|(uri, edits)| (self.name(uri), self.edited(&self.name(uri), edits))).collect()
    }

    /// Waits until what is said of a file is as wanted.
    pub fn wait_for(&mut self, name: &str, wanted: impl Fn(&[Diagnostic]) -> bool) -> Vec<Diagnostic> {
        loop {
            if let Some(found) = self.diagnostics.get(name)
                && wanted(found)
            {
                return found.clone();
            }
            self.receive();
        }
    }

    /// The codes of what is said of each file, as far as something was said.
    pub fn said(&self) -> BTreeMap<String, Vec<Diagnostic>> {
        self.diagnostics.iter().filter(|(_, found)| !found.is_empty()).map(|(n, f)| (n.clone(), f.clone())).collect()
    }

    /// Opens a file that belongs to no project. Projects are checked in the order of their folders, this one last.
    pub fn add_alone(&mut self, name: &str, text: &str) {
        let name = format!("../unrelated/{name}");
        std::fs::create_dir_all(self.folder.path().join("unrelated")).unwrap();
        std::fs::write(self.path(&name), text).unwrap();
        self.texts.insert(name.clone(), text.to_owned());
        self.open(&name);
    }

    /// Says goodbye; the server must end well.
    pub fn end(mut self) {
        self.request::<request::Shutdown>(());
        self.notify::<notification::Exit>(());
        self.input = None;
        assert!(self.child.wait().unwrap().success(), "the server ends well");
        let complaints = self.complaints.take().expect("it is there").join().unwrap();
        assert_eq!(complaints, "", "the server has nothing to complain of");
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn encoded(path: &str) -> String {
    path.split('/').map(|part| utf8_percent_encode(part, NON_ALPHANUMERIC).to_string()).collect::<Vec<_>>().join("/")
}

/// The place of a byte, as the protocol counts.
pub fn position(text: &str, offset: usize) -> Position {
    let before = &text[..offset];
    let line = before.matches('\n').count() as u32;
    let begin = before.rfind('\n').map_or(0, |at| at + 1);
    Position { line, character: before[begin..].encode_utf16().count() as u32 }
}

fn offset(text: &str, place: Position) -> usize {
    let begin: usize = text.split_inclusive('\n').take(place.line as usize).map(str::len).sum();
    let mut units = 0;
    for (at, c) in text[begin..].char_indices() {
        if units >= place.character as usize || c == '\n' {
            return begin + at;
        }
        units += c.len_utf16();
    }
    text.len()
}

/// The code of a diagnostic.
pub fn code(diagnostic: &Diagnostic) -> String {
    match &diagnostic.code {
        Some(lsp_types::NumberOrString::String(code)) => code.clone(),
        _ => String::new(),
    }
}
