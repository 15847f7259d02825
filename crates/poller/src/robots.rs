//! robots.txt (RFC 9309): what it says to us. Article pages are fetched by a program, so it is obeyed; feeds are published
//! for programs, so it is not asked about them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use texting_robots::Robot;
use url::Url;

use crate::{Failure, FailureKind};

/// Bytes of robots.txt that are read; RFC 9309 asks for at least 500 KiB.
pub(crate) const ROBOTS_BYTES_MAX: usize = 500 << 10;

/// What a host's robots.txt says.
#[derive(Debug)]
pub(crate) struct RobotRules(Verdict);

#[derive(Debug)]
enum Verdict {
    Everything,
    Nothing(Failure),
    Ask(Box<Robot>),
}

impl RobotRules {
    /// Everything may be fetched.
    pub(crate) fn everything() -> RobotRules {
        RobotRules(Verdict::Everything)
    }

    /// robots.txt could not be had: nothing may be fetched for now, for the reason that stopped it.
    pub(crate) fn unreachable(failure: Failure) -> RobotRules {
        RobotRules(Verdict::Nothing(failure))
    }

    /// The status decides first: 4xx is no robots.txt, 429 and 5xx mean later. Then the text, for the bare `product` name.
    pub(crate) fn read(product: &str, status: u16, text: &[u8]) -> RobotRules {
        match status {
            200..=299 => {}
            429 | 500..=599 => {
                let message = format!("robots.txt answered {status}, so pages wait");
                return RobotRules::unreachable(Failure {
                    kind: FailureKind::Robots,
                    message,
                    status: Some(status),
                    retry_after: None,
                });
            }
            _ => return RobotRules::everything(),
        }
        // The parser builds an expression for each rule; it is outside code on outside text.
        match catch_unwind(AssertUnwindSafe(|| Robot::new(product, text))) {
            Ok(Ok(robot)) => RobotRules(Verdict::Ask(Box::new(robot))),
            Ok(Err(_)) | Err(_) => RobotRules::everything(),
        }
    }

    /// Whether this verdict is the host's own word, not an accident on the way.
    pub(crate) fn is_settled(&self) -> bool {
        !matches!(self.0, Verdict::Nothing(_))
    }

    /// Fails where `url` may not be fetched.
    pub(crate) fn check(&self, url: &Url) -> Result<(), Failure> {
        match &self.0 {
            Verdict::Everything => Ok(()),
            Verdict::Nothing(failure) => Err(failure.clone()),
            Verdict::Ask(robot) if robot.allowed(url.as_str()) => Ok(()),
            Verdict::Ask(_) => {
                let message = format!("robots.txt forbids {}", crate::fetch::short(url));
                Err(Failure::new(FailureKind::Robots, message))
            }
        }
    }

    /// The `Crawl-delay`; zero where there is none.
    pub(crate) fn delay(&self) -> Duration {
        let secs = match &self.0 {
            Verdict::Ask(robot) => robot.delay.unwrap_or(0.0),
            _ => 0.0,
        };
        Duration::try_from_secs_f32(secs).unwrap_or(Duration::ZERO)
    }
}

#[cfg(test)]
mod tests;
