//! TLS of servers: a certificate and its key from two files, which may be replaced while the server runs.

use std::fmt;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, crypto::CryptoProvider};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::{provider, read_file};
use crate::actor::waiting::pools;
use crate::net::connection::{Entrance, Wire};
use crate::net::replay::Version;
use crate::os::log::{self, Line};
use crate::os::output::{Stream, output};

/// How often the files are looked at, at most.
const LOOK: Duration = Duration::from_secs(1);

/// An encrypted entrance. It begins with the files as they are; a handshake looks whether they have changed.
#[derive(Clone)]
pub struct Encrypted {
    acceptor: TlsAcceptor,
    pair: Arc<Pair>,
}

impl Encrypted {
    /// Reads the files; `Err` says what is wrong with them.
    pub async fn new(certificate: String, key: String) -> Result<Encrypted, String> {
        let pair = Arc::new(Pair::read(certificate.into(), key.into()).await?);
        let builder = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
        let builder = builder.map_err(|error| error.to_string())?;
        let mut config = builder.with_no_client_auth().with_cert_resolver(pair.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Encrypted { acceptor: TlsAcceptor::from(Arc::new(config)), pair })
    }
}

impl Entrance for Encrypted {
    type Stream = TlsStream<Wire>;
    const SECURE: bool = true;
    async fn enter(&self, wire: Wire) -> Option<(TlsStream<Wire>, Version)> {
        self.pair.refresh().await;
        let stream = self.acceptor.accept(wire).await.ok()?;
        let version = match stream.get_ref().1.alpn_protocol() {
            Some(b"h2") => Version::Two,
            _ => Version::One,
        };
        Some((stream, version))
    }
}

/// A certificate and its key.
struct Pair {
    certificate: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    state: Mutex<State>,
}

struct State {
    in_use: Arc<CertifiedKey>,
    /// What the files were when they were last read.
    marks: Marks,
    looked: Instant,
}

/// By what one sees that a file is another one.
type Mark = (u64, u64, i64, i64);
/// Those of both files; `None` for one that is not there.
type Marks = [Option<Mark>; 2];

impl Pair {
    async fn read(certificate: PathBuf, key: PathBuf) -> Result<Pair, String> {
        let provider = provider();
        let (paths, ciphers) = ((certificate.clone(), key.clone()), provider.clone());
        let read = pools().files.run(move || (marks(&paths.0, &paths.1), load(&paths.0, &paths.1, &ciphers))).await;
        let (marks, in_use) = read.map_err(|error| error.to_string())?;
        let state = State { in_use: Arc::new(in_use?), marks, looked: Instant::now() };
        Ok(Pair { certificate, key, provider, state: Mutex::new(state) })
    }

    /// Reads the files again if they have changed. What is broken then is said on standard error, and the old pair stays.
    async fn refresh(self: &Arc<Self>) {
        {
            let mut state = self.state.lock();
            if state.looked.elapsed() < LOOK {
                return;
            }
            state.looked = Instant::now();
        }
        let pair = self.clone();
        let _ = pools().files.run(move || pair.look()).await;
    }

    fn look(&self) {
        let marks = marks(&self.certificate, &self.key);
        if marks == self.state.lock().marks {
            return;
        }
        let loaded = load(&self.certificate, &self.key, &self.provider);
        let mut state = self.state.lock();
        state.marks = marks;
        match loaded {
            Ok(pair) => state.in_use = Arc::new(pair),
            Err(error) => {
                drop(state);
                let message = format!("TLS: the new certificate is not taken, the old one stays: {error}");
                let line = Line { level: log::WARN, module: "HTTP", actor: "", message: &message, fields: &[] };
                output().print_when_room(Stream::Err, &line.text(log::form()));
            }
        }
    }
}

fn mark(path: &PathBuf) -> Option<Mark> {
    let known = |data: Metadata| (data.ino(), data.size(), data.mtime(), data.mtime_nsec());
    fs::metadata(path).ok().map(known)
}

fn marks(certificate: &PathBuf, key: &PathBuf) -> Marks {
    [mark(certificate), mark(key)]
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    read_file(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn load(certificate: &Path, key: &Path, provider: &CryptoProvider) -> Result<CertifiedKey, String> {
    let text = read(certificate)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let chain: Vec<CertificateDer<'static>> = chain.map_err(|error| format!("{}: {error}", certificate.display()))?;
    if chain.is_empty() {
        return Err(format!("{}: there is no certificate in PEM form in it", certificate.display()));
    }
    let secret = PrivateKeyDer::from_pem_slice(&read(key)?)
        .map_err(|_| format!("{}: there is no private key in PEM form in it", key.display()))?;
    CertifiedKey::from_der(chain, secret, provider).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            format!("{}: this is not the key of {}", key.display(), certificate.display())
        }
        other => format!("{} with {}: {other}", certificate.display(), key.display()),
    })
}

impl ResolvesServerCert for Pair {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.state.lock().in_use.clone())
    }
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}
