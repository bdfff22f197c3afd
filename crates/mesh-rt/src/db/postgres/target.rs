//! What a `postgres://` URL names, and how the server proves who it is.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, Error};
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::db::Failure;
use crate::db::options::Options;
use crate::net::tls;
use crate::net::tls::judge::{self, Judge};

/// Connections, unless the program says otherwise.
const CONNECTIONS: u64 = 10;
/// How long a connection takes to be made at most, unless the program says otherwise.
const CONNECTING: Duration = Duration::from_secs(10);

/// When a connection on which nothing comes is asked for a sign of life, in what steps, and how often in vain until it counts as
/// broken: who listens to a channel asks for nothing himself.
const SILENCE: Duration = Duration::from_secs(30);
const STEP: Duration = Duration::from_secs(10);
const SIGNS: u32 = 3;

const MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/// See the module.
pub struct Target {
    pub config: Config,
    pub tls: MakeRustlsConnect,
    pub most: usize,
    pub patience: Option<Duration>,
    /// How long connecting may take, TLS and password included.
    pub connecting: Duration,
}

impl Target {
    /// Of `postgres://user:password@host:port/database?options`.
    pub async fn parse(url: &str) -> Result<Target, Failure> {
        let (address, mut options) = Options::split(url)?;
        if !address.starts_with("postgres://") && !address.starts_with("postgresql://") {
            return Err(Failure::invalid(
                "the URL of the database is wrong: `postgres://user:password@host:port/database`",
            ));
        }
        let mode = options.word("sslmode", &MODES)?.unwrap_or_else(|| "prefer".to_owned());
        let root = options.take("sslrootcert");
        let most = options.number("pool_max", 1, 10_000)?.unwrap_or(CONNECTIONS) as usize;
        let patience = options.number("timeout_ms", 1, 86_400_000)?.map(Duration::from_millis);
        let connecting = options.number("connect_timeout", 1, 3600)?.map_or(CONNECTING, Duration::from_secs);
        let client_mode = match mode.as_str() {
            "disable" => "disable",
            "allow" | "prefer" => "prefer",
            _ => "require",
        };
        let rest = options.rest();
        let joint = if rest.is_empty() { "" } else { "&" };
        let plain = format!("{address}?{rest}{joint}sslmode={client_mode}");
        let config: Config = plain.parse().map_err(|error: tokio_postgres::Error| {
            // The words of the cause say which part is wrong, and show no password.
            let cause = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            Failure::invalid(format!("the URL of the database is wrong: {cause}"))
        })?;
        let mut config = config;
        config.connect_timeout(connecting);
        if !rest.split('&').any(|option| option.starts_with("keepalives_idle=")) {
            config.keepalives_idle(SILENCE);
        }
        config.keepalives_interval(config.get_keepalives_interval().unwrap_or(STEP));
        config.keepalives_retries(config.get_keepalives_retries().unwrap_or(SIGNS));
        if config.get_application_name().is_none() {
            config.application_name("mesh");
        }
        let tls = MakeRustlsConnect::new(client_config(&mode, root).await?);
        Ok(Target { config, tls, most, patience, connecting })
    }
}

/// How a server's certificate is looked at: as libpq does. Without a file the roots of the system count.
async fn client_config(mode: &str, root: Option<String>) -> Result<ClientConfig, Failure> {
    let named: Vec<String> = root.into_iter().filter(|root| root != "system").collect();
    let checks_chain = mode == "verify-full" || mode == "verify-ca";
    let verifier: Arc<dyn ServerCertVerifier> = if checks_chain {
        let trust = tls::client::Trust { system: named.is_empty(), named };
        let chains = tls::client::verifier(trust).await.map_err(Failure::unavailable)?;
        if mode == "verify-full" { chains } else { judge::verifier(Lenient { chains: Some(chains) }) }
    } else {
        judge::verifier(Lenient { chains: None })
    };
    let builder = ClientConfig::builder_with_provider(tls::provider()).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| Failure::unavailable(error.to_string()))?;
    let mut config = builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(config)
}

/// `require` encrypts and asks nothing; `verify-ca` asks who signed the certificate, not for which name.
#[derive(Debug)]
struct Lenient {
    chains: Option<Arc<dyn ServerCertVerifier>>,
}

impl Judge for Lenient {
    fn judge(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chains) = &self.chains else { return Ok(ServerCertVerified::assertion()) };
        match chains.verify_server_cert(certificate, between, name, ocsp, now) {
            // The name is looked at last.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            outcome => outcome,
        }
    }
}
