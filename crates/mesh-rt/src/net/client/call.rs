//! One request on its way, and its answer. When nobody holds it any more, the connection is closed.

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use hyper::header::{HOST, LOCATION};
use tokio::sync::{Mutex, Notify, mpsc, oneshot};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::answer::{self, Content, Head};
use super::failure::{Failure, Kind, is_cut, understood};
use super::lanes::Lease;
use super::request::{Asked, Content as Sent, Piece, Upload, host_of};
use super::{Client, address};
use crate::actor::waiting;

/// What a program bears with.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For everything; of an answer that is taken piece by piece, for its head and for each piece.
    pub time: Duration,
    pub piecewise: bool,
    /// The largest body of an answer.
    pub most: Option<usize>,
}

/// Where the request of a task goes now, after the redirects that there were.
struct Way {
    to: Url,
    /// Whether it names a host of its own, which means nothing to another server.
    names_host: bool,
    /// Whether it stands before a redirect that it is not to follow as it is.
    stands: bool,
}

tokio::task_local! {
    static WAY: RefCell<Way>;
}

/// Notes where a redirect leads the request of this task; false when it is not to go there as it is.
pub fn goes_on_to(url: &Url) -> bool {
    let noted = WAY.try_with(|way| {
        let way = &mut *way.borrow_mut();
        way.stands = way.names_host && way.to.origin() != url.origin();
        way.to.clone_from(url);
        !way.stands
    });
    noted.unwrap_or(true)
}

type Begun = Result<(Head, Content), Failure>;

/// See the module.
pub struct Call {
    host: String,
    patience: Patience,
    /// Where its connection is from, unless the client is closed.
    lease: Option<Arc<Lease>>,
    /// When all must be over.
    until: Instant,
    beginning: Mutex<Option<oneshot::Receiver<Begun>>>,
    head: OnceLock<Result<Head, Failure>>,
    content: Mutex<Option<Content>>,
    feed: Option<mpsc::Sender<Piece>>,
    /// Rings when the server has refused what is still being sent.
    refused: Arc<Notify>,
    task: tokio::task::AbortHandle,
}

impl Drop for Call {
    fn drop(&mut self) {
        self.task.abort();
        if let (Some(lease), Some(content)) = (&self.lease, self.content.get_mut())
            && content.is_over()
        {
            lease.ended();
        }
    }
}

/// Sends a request.
pub fn start(client: Arc<Client>, asked: Asked, patience: Patience) -> Arc<Call> {
    let host = host_of(&asked.url);
    let (tell, told) = oneshot::channel();
    let (feed, upload) = match asked.content {
        Sent::Produced => {
            let (feed, upload) = Upload::new();
            (Some(feed), Some(upload))
        }
        _ => (None, None),
    };
    let (refused, refuse, name) = (Arc::new(Notify::new()), feed.is_some(), host.clone());
    let ring = refused.clone();
    let lease = client.lease(&asked, patience.piecewise).map(Arc::new);
    let from = lease.clone();
    let task = waiting::tokio().spawn(async move {
        let way = Way { to: asked.url.clone(), names_host: false, stands: false };
        let beginning = async {
            let lease = from.as_ref().map_err(Failure::clone)?;
            WAY.scope(RefCell::new(way), begin(&client, lease, asked, upload, patience.most)).await
        };
        let begun = timeout(patience.time, beginning).await;
        let begun = begun.unwrap_or_else(|_| Err(Failure::timeout("no answer from", &name, patience.time)));
        if let (Ok(lease), Err(failure)) = (&from, &begun) {
            leave(lease, failure);
        }
        let is_refused = !matches!(&begun, Ok((head, _)) if head.status < 300);
        let _ = tell.send(begun);
        if refuse && is_refused {
            ring.notify_one();
        }
    });
    Arc::new(Call {
        host,
        patience,
        lease: lease.ok(),
        until: Instant::now() + patience.time,
        beginning: Mutex::new(Some(told)),
        head: OnceLock::new(),
        content: Mutex::new(None),
        feed,
        refused,
        task: task.abort_handle(),
    })
}

/// There is nothing more of an answer for this reason.
fn leave(lease: &Lease, failure: &Failure) {
    match failure.kind {
        // Over HTTP/2 the next one does not wait on the same connection.
        Kind::Timeout | Kind::TooLarge => lease.given_up(),
        _ => lease.ended(),
    }
}

/// Up to the head of the answer, after all redirects.
async fn begin(client: &Client, lease: &Lease, asked: Asked, upload: Option<Upload>, most: Option<usize>) -> Begun {
    address::check(&asked.url, client.settings().private)?;
    let connections = client.connections(lease).await?;
    let unpacks = asked.unpacks;
    let sent = send(&connections, asked, upload).await?;
    let url = WAY.with(|way| way.borrow().to.clone());
    let response = sent.map_err(|error| understood(&error, &url, client.settings().connect))?;
    if client.settings().redirects > 0 {
        leads_to_http(&response, &url)?;
    }
    lease.note_version(response.version());
    answer::received(response, host_of(&url), unpacks, most).await
}

/// An answer that leads to what reqwest cannot ask at all is no answer.
fn leads_to_http(response: &reqwest::Response, from: &Url) -> Result<(), Failure> {
    let location = response.headers().get(LOCATION).and_then(|place| place.to_str().ok());
    let leads = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    match location.filter(|_| leads).map(|place| from.join(place)) {
        Some(Ok(url)) if !matches!(url.scheme(), "http" | "https") => Err(no_http(&url)),
        _ => Ok(()),
    }
}

/// A redirect to something else than a server.
pub fn no_http(url: &Url) -> Failure {
    Failure::new(Kind::Redirect, format!("a redirect leads to {url}, which is no HTTP"))
}

/// Sends a request; a second time when its connection ends without an answer and nothing can be changed by that, and once more, as
/// another one, when it is led to a server for which it is not meant as it is.
async fn send(
    connections: &reqwest::Client,
    mut asked: Asked,
    mut upload: Option<Upload>,
) -> Result<reqwest::Result<reqwest::Response>, Failure> {
    let mut again = asked.can_be_repeated();
    loop {
        WAY.with(|way| {
            let names_host = asked.headers.contains_key(HOST);
            *way.borrow_mut() = Way { to: asked.url.clone(), names_host, stands: false };
        });
        let request = connections.request(asked.method.clone(), asked.url.clone()).headers(asked.headers.clone());
        let request = match (&asked.content, upload.take()) {
            (_, Some(upload)) => request.body(reqwest::Body::wrap(upload)),
            (Sent::Whole(bytes), None) => request.body(bytes.clone()),
            (Sent::File(path), None) => request.body(reqwest::Body::wrap(Upload::file(path.clone()).await?)),
            (Sent::Nothing | Sent::Produced, None) => request,
        };
        match request.send().await {
            Err(error) if again && is_cut(&error) => again = false,
            Ok(answer) if WAY.with(|way| way.borrow().stands) => {
                let to = WAY.with(|way| way.borrow().to.clone());
                match asked.led_to(to, answer.status()) {
                    Some(other) => asked = other,
                    None => return Ok(Ok(answer)),
                }
            }
            sent => return Ok(sent),
        }
    }
}

impl Call {
    /// Sends a piece of the body when there is room for it. False when the server wants no more.
    pub async fn push(&self, bytes: Bytes) -> bool {
        self.feed(Piece::Data(bytes)).await
    }

    /// Says that the body is whole.
    pub async fn finish(&self) {
        self.feed(Piece::End).await;
    }

    async fn feed(&self, piece: Piece) -> bool {
        let Some(feed) = &self.feed else { return false };
        tokio::select! {
            biased;
            () = self.refused.notified() => {
                // For who asks again.
                self.refused.notify_one();
                false
            }
            sent = timeout_at(self.deadline(), feed.send(piece)) => matches!(sent, Ok(Ok(()))),
        }
    }

    fn deadline(&self) -> Instant {
        if self.patience.piecewise { Instant::now() + self.patience.time } else { self.until }
    }

    /// The head of the answer, when it is there.
    pub async fn head(&self) -> Result<&Head, Failure> {
        let mut beginning = self.beginning.lock().await;
        if let Some(told) = beginning.as_mut() {
            let begun = told.await.unwrap_or_else(|_| Err(self.closed()));
            *beginning = None;
            let head = match begun {
                Ok((head, content)) => {
                    *self.content.lock().await = Some(content);
                    Ok(head)
                }
                Err(failure) => Err(failure),
            };
            let _ = self.head.set(head);
        }
        drop(beginning);
        match self.head.get() {
            Some(Ok(head)) => Ok(head),
            Some(Err(failure)) => Err(failure.clone()),
            None => Err(self.closed()),
        }
    }

    /// The head, once it has come.
    pub fn known_head(&self) -> Option<&Head> {
        self.head.get()?.as_ref().ok()
    }

    fn closed(&self) -> Failure {
        Failure::new(Kind::Invalid, format!("the request to {} was given up", self.host))
    }

    /// The next piece of the body; `None` at its end.
    pub async fn next(&self) -> Result<Option<Bytes>, Failure> {
        self.within(async |content| content.next().await).await.map(Option::flatten)
    }

    /// The same as text, cut between characters.
    pub async fn next_text(&self) -> Result<Option<String>, Failure> {
        self.within(async |content| content.next_text().await).await.map(Option::flatten)
    }

    /// All of the body that is left.
    pub async fn rest(&self) -> Result<Vec<u8>, Failure> {
        self.within(async |content| content.rest().await).await.map(Option::unwrap_or_default)
    }

    /// Takes something of the body before time is over; `None` when the body is closed.
    async fn within<T>(
        &self,
        work: impl AsyncFnOnce(&mut Content) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        self.head().await?;
        let mut content = self.content.lock().await;
        let Some(open) = content.as_mut() else { return Ok(None) };
        let outcome = timeout_at(self.deadline(), work(open)).await;
        let outcome = outcome
            .unwrap_or_else(|_| Err(Failure::timeout("the body did not come from", &self.host, self.patience.time)));
        if let Some(lease) = &self.lease {
            match &outcome {
                Err(failure) => leave(lease, failure),
                Ok(_) if open.is_over() => lease.ended(),
                Ok(_) => {}
            }
        }
        if outcome.is_err() {
            *content = None;
        }
        outcome.map(Some)
    }

    /// Gives the request up: its connection is closed.
    pub async fn close(&self) {
        self.task.abort();
        let content = self.content.lock().await.take();
        match (&self.lease, content) {
            (Some(lease), Some(content)) if content.is_over() => lease.ended(),
            (Some(lease), _) => lease.given_up(),
            (None, _) => {}
        }
    }
}
