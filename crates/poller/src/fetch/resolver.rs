//! Names to addresses, through the guard: the connector only ever gets addresses that were looked at.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::guard;
use crate::{Failure, FailureKind};

/// Resolver of the client for public addresses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GuardedResolver {
    pub(crate) timeout: Duration,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let timeout = self.timeout;
        Box::pin(async move {
            let name = name.as_str().trim_end_matches('.').to_owned();
            let answers = look_up(&name, timeout).await?;
            let admitted = guard::admit_answers(&name, answers)?;
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}

/// Asks the system's resolver. The trailing dot keeps its search list out.
async fn look_up(name: &str, timeout: Duration) -> Result<Vec<SocketAddr>, Failure> {
    let fail = |why: &str| Failure::new(FailureKind::Dns, format!("look up {name}: {why}"));
    let absolute = format!("{name}.");
    match tokio::time::timeout(timeout, tokio::net::lookup_host((absolute.as_str(), 0))).await {
        Ok(Ok(answers)) => Ok(answers.collect()),
        Ok(Err(error)) => Err(fail(&error.to_string())),
        Err(_) => Err(fail("no answer in time")),
    }
}
