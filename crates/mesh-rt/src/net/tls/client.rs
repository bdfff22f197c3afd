//! TLS of clients: whom they trust, and how a server's certificate is looked at.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, Error, OtherError, RootCertStore};
use tokio::sync::OnceCell;

use super::judge::{self, Judge};
use super::{in_system_words, provider};
use crate::actor::runtime::runtime;
use crate::actor::waiting::pools;

/// Whom a client trusts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trust {
    /// The root certificates of the system, or of the file that `SSL_CERT_FILE` names.
    pub system: bool,
    /// Further ones: paths of PEM files, or what would stand in one.
    pub named: Vec<String>,
}

impl Default for Trust {
    fn default() -> Trust {
        Trust { system: true, named: Vec::new() }
    }
}

/// The system's root certificates, read when somebody first needs them.
#[derive(Default)]
struct SystemRoots(OnceCell<Arc<Vec<CertificateDer<'static>>>>);

/// A configuration for connections to servers that may speak one of these protocols (ALPN). `Err` says which of the named
/// certificates cannot be had.
pub async fn config(trust: Trust, protocols: &[&str]) -> Result<ClientConfig, String> {
    let verifier = verifier(trust).await?;
    let builder = ClientConfig::builder_with_provider(provider());
    let builder = builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    let mut config = builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    Ok(config)
}

/// What looks at the certificates of servers. `Err` says which of the named certificates cannot be had.
pub async fn verifier(trust: Trust) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let mut roots = RootCertStore::empty();
    if trust.system {
        roots.add_parsable_certificates(system_roots().await?.iter().cloned());
    }
    let named = read(move || named_roots(&trust.named)).await??;
    for (place, certificate) in &named {
        roots.add(certificate.clone()).map_err(|error| format!("{place}: {error}"))?;
    }
    let chains = match roots.is_empty() {
        true => None,
        false => {
            let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider());
            Some(builder.build().map_err(|error| error.to_string())?)
        }
    };
    let named = named.into_iter().map(|(_, certificate)| certificate).collect();
    Ok(judge::verifier(Verifier { chains, named }))
}

/// Work with files.
async fn read<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
    pools().files.run(work).await.map_err(|error| error.to_string())
}

async fn system_roots() -> Result<Arc<Vec<CertificateDer<'static>>>, String> {
    let cell = &runtime().part::<SystemRoots>().0;
    // One that cannot be read is one less: those who need it get an error that says so.
    cell.get_or_try_init(|| async { Ok(Arc::new(read(|| rustls_native_certs::load_native_certs().certs).await?)) })
        .await
        .cloned()
}

/// Certificates with the places that they are from.
fn named_roots(named: &[String]) -> Result<Vec<(String, CertificateDer<'static>)>, String> {
    let mut all = Vec::new();
    for name in named {
        let is_text = name.contains("-----BEGIN");
        let place = if is_text { "a root certificate" } else { name.as_str() };
        let text = if is_text { Ok(name.clone().into_bytes()) } else { super::read_file(Path::new(name)) };
        let text = text.map_err(|error| format!("the root certificates in {place}: {}", in_system_words(&error)))?;
        let before = all.len();
        for certificate in CertificateDer::pem_slice_iter(&text) {
            let certificate = certificate.map_err(|error| format!("{place}: {error}"))?;
            all.push((place.to_owned(), certificate.into_owned()));
        }
        if all.len() == before {
            return Err(format!("{place} holds no certificate in PEM form"));
        }
    }
    Ok(all)
}

/// The certificate of a server is its own issuer, and nobody trusts it by name.
#[derive(Debug)]
pub struct SelfSigned;

/// There is no root certificate at all.
#[derive(Debug)]
pub struct NoRoots;

impl fmt::Display for SelfSigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("self-signed")
    }
}

impl fmt::Display for NoRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no root certificates")
    }
}

impl std::error::Error for SelfSigned {}
impl std::error::Error for NoRoots {}

/// Chains up to a root certificate, as everywhere; and a self-signed certificate that is itself one of those named.
#[derive(Debug)]
struct Verifier {
    /// `None` without any root certificate.
    chains: Option<Arc<WebPkiServerVerifier>>,
    named: Vec<CertificateDer<'static>>,
}

/// Whether a certificate is refused for who signed it. Its time has been looked at before.
fn is_distrusted(error: &Error) -> bool {
    match error {
        Error::InvalidCertificate(CertificateError::UnknownIssuer) => true,
        Error::InvalidCertificate(CertificateError::Other(OtherError(cause))) => {
            matches!(cause.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
        }
        _ => false,
    }
}

fn is_self_signed(certificate: &CertificateDer<'_>) -> bool {
    webpki::EndEntityCert::try_from(certificate).is_ok_and(|parsed| parsed.issuer() == parsed.subject())
}

fn because(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    CertificateError::Other(OtherError(Arc::new(cause))).into()
}

impl Judge for Verifier {
    fn judge(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chains) = &self.chains else { return Err(because(NoRoots)) };
        match chains.verify_server_cert(certificate, between, name, ocsp, now) {
            Err(error) if is_distrusted(&error) => {
                if self.named.contains(&certificate.clone().into_owned()) {
                    let parsed = ParsedCertificate::try_from(certificate)?;
                    rustls::client::verify_server_name(&parsed, name)?;
                    return Ok(ServerCertVerified::assertion());
                }
                Err(if is_self_signed(certificate) { because(SelfSigned) } else { error })
            }
            outcome => outcome,
        }
    }
}
