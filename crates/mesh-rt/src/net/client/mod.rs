//! HTTP clients, over reqwest: connections are kept and used again, answers come decompressed and within limits.

use std::sync::Arc;
use std::time::Duration;

use hyper::header::HOST;
use parking_lot::Mutex;
use reqwest::redirect::Policy;
use tokio::sync::OnceCell;

use super::tls::client::{Trust, config};
use address::Guarded;
use failure::{Failure, Kind};
use lanes::{Lanes, Lease, Need};
use request::Asked;

pub mod address;
pub mod answer;
pub mod call;
pub mod failure;
pub mod lanes;
pub mod request;
pub mod socket;

/// What holds for all requests of a client.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long it may take to find an address, connect and shake hands.
    pub connect: Duration,
    /// How many redirects are followed, one after the other; with none, the answer that would redirect is the answer.
    pub redirects: usize,
    /// Whether addresses may be reached that are not everybody's.
    pub private: bool,
    pub trust: Trust,
    /// Whether the proxies of the environment are used.
    pub proxies: bool,
    pub user_agent: String,
}

/// How much of a body comes before it is read (HTTP/2); of all of a connection, as much as there is: bodies that nobody reads keep no
/// other answer away.
const STREAM_WINDOW: u32 = 2 << 20;
const CONNECTION_WINDOW: u32 = (1 << 31) - 1;
/// The largest list of headers of an answer (HTTP/2).
const HEADERS: u32 = 256 << 10;
/// How often the other side of a connection of HTTP/2 is asked whether it is there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(10);
const PONG: Duration = Duration::from_secs(10);

/// A client, until it is closed. Its connections are made by pools that are made when they are needed.
pub struct Client {
    settings: Settings,
    open: Mutex<Option<Arc<Open>>>,
}

#[derive(Default)]
struct Open {
    tls: OnceCell<rustls::ClientConfig>,
    requests: Arc<Lanes>,
    /// WebSockets begin with HTTP/1.1, and their handshakes are not redirected.
    sockets: OnceCell<reqwest::Client>,
}

/// The client of those who name none.
#[derive(Default)]
struct Shared(std::sync::OnceLock<Arc<Client>>);

/// Gives the client of those who name none, made by who comes first.
pub fn shared(settings: impl FnOnce() -> Settings) -> Arc<Client> {
    crate::actor::runtime::runtime().part::<Shared>().0.get_or_init(|| Arc::new(Client::new(settings()))).clone()
}

/// What connections are for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Requests,
    Sockets,
}

impl Client {
    /// A client that has not connected yet.
    pub fn new(settings: Settings) -> Client {
        Client { settings, open: Mutex::new(Some(Arc::default())) }
    }

    /// What holds for all its requests.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Ends idle connections; what is under way goes on, later uses fail.
    pub fn close(&self) {
        let _ = self.open.lock().take();
    }

    fn opened(&self) -> Result<Arc<Open>, Failure> {
        self.open.lock().clone().ok_or_else(|| Failure::new(Kind::Invalid, "the client is closed"))
    }

    /// Where a request gets its connection from.
    fn lease(&self, asked: &Asked, piecewise: bool) -> Result<Lease, Failure> {
        // HTTP/2 has no place for a host that is another than that of the URL.
        let only_first = asked.headers.contains_key(HOST);
        let need = Need { piecewise, only_first };
        Ok(self.opened()?.requests.lease(asked.url.origin().ascii_serialization(), need))
    }

    /// The connections for requests that come from there.
    async fn connections(&self, lease: &Lease) -> Result<reqwest::Client, Failure> {
        let open = self.opened()?;
        let build = async || {
            let tls = open.tls.get_or_try_init(|| encryption(&self.settings, &["h2", "http/1.1"])).await?;
            let mut tls = tls.clone();
            if lease.pool.only_first {
                tls.alpn_protocols.retain(|name| name == b"http/1.1");
            }
            built(&self.settings, Purpose::Requests, tls)
        };
        lease.pool.client.get_or_try_init(build).await.cloned()
    }

    /// Those for handshakes of WebSockets.
    async fn handshakes(&self) -> Result<reqwest::Client, Failure> {
        let open = self.opened()?;
        let build = async || built(&self.settings, Purpose::Sockets, encryption(&self.settings, &["http/1.1"]).await?);
        open.sockets.get_or_try_init(build).await.cloned()
    }
}

async fn encryption(settings: &Settings, protocols: &[&str]) -> Result<rustls::ClientConfig, Failure> {
    config(settings.trust.clone(), protocols).await.map_err(|words| Failure::new(Kind::Tls, words))
}

fn built(settings: &Settings, purpose: Purpose, tls: rustls::ClientConfig) -> Result<reqwest::Client, Failure> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(settings.connect)
        .user_agent(settings.user_agent.as_str())
        .referer(false)
        .http2_initial_stream_window_size(STREAM_WINDOW)
        .http2_initial_connection_window_size(CONNECTION_WINDOW)
        .http2_max_header_list_size(HEADERS)
        .http2_keep_alive_interval(PING)
        .http2_keep_alive_timeout(PONG)
        .http2_keep_alive_while_idle(true);
    if purpose == Purpose::Sockets {
        // Each handshake has a connection of its own.
        builder = builder.http1_only().redirect(Policy::none()).pool_max_idle_per_host(0);
    } else {
        builder = builder.redirect(redirects(settings.redirects, settings.private));
    }
    if !settings.private {
        builder = builder.dns_resolver(Guarded);
    }
    // A proxy would look names up itself, where nobody checks what they lead to.
    if !settings.proxies || !settings.private {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| Failure::new(Kind::Invalid, failure::deepest(&error)))
}

/// Follows so many, never in a circle. What a form leads to may be the form's own page: an URL comes twice at most.
fn redirects(most: usize, private: bool) -> Policy {
    Policy::custom(move |attempt| {
        if most == 0 {
            return attempt.stop();
        }
        let before = attempt.previous().iter().filter(|url| *url == attempt.url()).count();
        let failure = if before >= 2 {
            Failure::new(Kind::Redirect, format!("redirects lead in a circle, to {} again", attempt.url()))
        } else if attempt.previous().len() > most {
            Failure::new(Kind::Redirect, format!("more than {most} redirects, the last one to {}", attempt.url()))
        } else if !matches!(attempt.url().scheme(), "http" | "https") {
            call::no_http(attempt.url())
        } else if let Err(failure) = address::check(attempt.url(), private) {
            failure
        } else {
            return if call::goes_on_to(attempt.url()) { attempt.follow() } else { attempt.stop() };
        };
        attempt.error(failure)
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// A server that leads whoever asks to this place.
    fn leads_to(place: String) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("a port").port();
        std::thread::spawn(move || {
            for mut connection in listener.incoming().flatten() {
                let _ = connection.read(&mut [0; 4096]);
                let answer = format!("HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n");
                let _ = connection.write_all(answer.as_bytes());
            }
        });
        port
    }

    #[test]
    fn no_redirect_leads_inside() {
        let io = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        for place in
            ["http://127.0.0.1:1/", "http://[::1]/", "http://[::ffff:a00:1]/", "http://0x7f.1/", "http://localhost/"]
        {
            let port = leads_to(place.to_owned());
            // A name that was public when it was looked up.
            let client = reqwest::Client::builder()
                .tls_backend_preconfigured(no_tls())
                .redirect(redirects(10, false))
                .no_proxy()
                .dns_resolver(Guarded)
                .resolve("public.example", ([127, 0, 0, 1], port).into())
                .build()
                .expect("a client");
            let asked = client.get(format!("http://public.example:{port}/")).send();
            let error = io.block_on(asked).expect_err(place);
            let url = url::Url::parse("http://public.example/").expect("an URL");
            let failure = failure::understood(&error, &url, Duration::from_secs(1));
            assert_eq!(failure.kind, Kind::Forbidden, "{place}: {failure}");
        }
    }

    fn no_tls() -> rustls::ClientConfig {
        let builder = rustls::ClientConfig::builder_with_provider(crate::net::tls::provider());
        let builder = builder.with_safe_default_protocol_versions().expect("versions");
        builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()
    }
}
