//! Listening to a channel, on a connection of its own that is made again when it breaks.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::poll_fn;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{AsyncMessage, Client, Connection, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::Server;
use super::failure::failure;
use crate::db::{Answer, Failure, Listener};

/// What has been told and nobody has taken yet: beyond that the server keeps it.
const BACKLOG: usize = 1024;
/// How long it waits before it connects again, at first and at most.
const FIRST: Duration = Duration::from_millis(100);
const LAST: Duration = Duration::from_secs(5);

/// See the module.
pub struct Ear {
    told: Arc<Mutex<mpsc::Receiver<Option<String>>>>,
    task: AbortHandle,
}

type Stream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;
type Line = (Client, Connection<Socket, Stream>);

async fn connect(server: &Server) -> Result<Line, Failure> {
    let connected = timeout(server.connecting, server.config.connect(server.tls.clone())).await;
    connected.map_err(|_| Failure::unavailable("the server does not answer"))?.map_err(|error| failure(&error))
}

/// Asks for a channel, and passes on what is told through it until the connection breaks. When it is asked for once more, it is told
/// before anything else that something may have been missed.
async fn listen(
    server: &Server,
    (client, mut connection): Line,
    sql: &str,
    told: &mpsc::Sender<Option<String>>,
    mut ready: Option<oneshot::Sender<Result<(), Failure>>>,
) {
    let mut missed = ready.is_none();
    let mut asked = std::pin::pin!(client.batch_execute(sql));
    let mut is_asked = false;
    let mut closed = server.closed.subscribe();
    loop {
        let message = tokio::select! {
            outcome = asked.as_mut(), if !is_asked => {
                is_asked = true;
                let refused = outcome.is_err();
                if let Some(ready) = ready.take() {
                    let _ = ready.send(outcome.map_err(|error| failure(&error)));
                }
                if refused {
                    return;
                }
                None
            }
            message = poll_fn(|context| connection.poll_message(context)) => match message {
                Some(Ok(message)) => Some(message),
                Some(Err(_)) | None => return,
            },
            () = told.closed() => return,
            _ = closed.wait_for(|closed| *closed) => return,
        };
        let notification = match message {
            Some(AsyncMessage::Notification(notification)) => Some(notification),
            _ => None,
        };
        // The first one may come in one piece with the answer that the server listens, and be seen before that.
        let listens = is_asked || notification.is_some();
        if listens && std::mem::take(&mut missed) && told.send(None).await.is_err() {
            return;
        }
        if let Some(notification) = notification
            && told.send(Some(notification.payload().to_owned())).await.is_err()
        {
            return;
        }
    }
}

impl Ear {
    /// Listens to a channel, if the server lets it.
    pub async fn open(server: Arc<Server>, channel: String) -> Result<Ear, Failure> {
        let sql = format!("listen \"{}\"", channel.replace('"', "\"\""));
        let line = connect(&server).await?;
        let (sender, told) = mpsc::channel(BACKLOG);
        let (ready, begun) = oneshot::channel();
        let task = tokio::spawn(async move {
            listen(&server, line, &sql, &sender, Some(ready)).await;
            let mut pause = FIRST;
            while !sender.is_closed() && !server.pool.is_closed() {
                if let Ok(line) = connect(&server).await {
                    pause = FIRST;
                    listen(&server, line, &sql, &sender, None).await;
                }
                sleep(pause).await;
                pause = (pause * 2).min(LAST);
            }
        });
        let ear = Ear { told: Arc::new(Mutex::new(told)), task: task.abort_handle() };
        begun.await.unwrap_or_else(|_| Err(Failure::unavailable("the connection broke")))?;
        Ok(ear)
    }
}

impl Listener for Ear {
    fn next(&self) -> Answer<Option<String>> {
        let told = self.told.clone();
        Box::pin(async move { told.lock().await.recv().await.ok_or_else(Failure::closed) })
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.task.abort();
    }
}
