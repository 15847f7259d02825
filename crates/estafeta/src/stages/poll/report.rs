//! What the operator is told of polls: one calm line for an outage, one for each source that fails or comes back.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use poller::{FailureKind, Network, Polled};

/// How long failures to reach a host are held back: by then it is clear whether the own network is down.
const HOLD: Duration = Duration::from_secs(20);

/// Turns pieces of polls into log lines.
#[derive(Default)]
pub(crate) struct Reporter {
    network_down: bool,
    failing: BTreeSet<String>,
    held: Vec<(Instant, String, String)>,
    archive_refuses: bool,
}

impl Reporter {
    /// Reports what the pieces say, once.
    pub(crate) fn report(&mut self, pieces: &[Polled], network: &Network, in_flight: usize) {
        for piece in pieces {
            self.piece(piece);
        }
        self.network(network);
        if network.down {
            self.held.clear();
        }
        let due = |held: &(Instant, String, String)| in_flight == 0 || held.0.elapsed() > HOLD;
        for (_, source, message) in self.held.extract_if(.., |held| due(held)) {
            tracing::warn!(%source, reason = %message, "A source cannot be reached.");
        }
    }

    /// The archive could not be written; said once until it works again.
    pub(crate) fn archive_refused(&mut self, error: &archive::ArchiveError) {
        if !self.archive_refuses {
            let mend = "free space or mend the folder; polling goes on by itself then";
            tracing::error!(%error, %mend, "The archive refuses; nothing is lost, nothing new is taken.");
        }
        self.archive_refuses = true;
    }

    /// The archive was written.
    pub(crate) fn archive_works(&mut self) {
        if std::mem::take(&mut self.archive_refuses) {
            tracing::info!("The archive works again.");
        }
    }

    fn piece(&mut self, piece: &Polled) {
        for problem in piece.problems.iter().filter(|problem| problem.place != piece.key) {
            tracing::warn!(source = %problem.source, place = %problem.place, kind = %problem.failure.kind.word(),
                reason = %problem.failure, "An entry was not taken as it stands.");
        }
        if piece.state.next_poll_at == Some(Timestamp::MAX)
            && let Some(error) = &piece.state.error
        {
            tracing::warn!(source = %piece.source, reason = %error.message, "A source is given up.");
        }
        // Said once: the next poll counts on.
        if let (true, 2, Some(to)) = (piece.finished, piece.state.moved_times, &piece.state.moved_to) {
            tracing::warn!(source = %piece.source, %to, "A source has moved for good; give it its new address.");
        }
        match &piece.state.error {
            Some(error) if self.failing.insert(piece.source.clone()) => {
                if is_reach(&error.kind) {
                    self.held.push((Instant::now(), piece.source.clone(), error.message.clone()));
                } else {
                    tracing::warn!(source = %piece.source, kind = %error.kind, reason = %error.message, "A source fails.");
                }
            }
            None if piece.finished && self.failing.remove(&piece.source) => {
                self.held.retain(|(_, source, _)| source != &piece.source);
                tracing::info!(source = %piece.source, "A source works again.");
            }
            _ => {}
        }
    }

    fn network(&mut self, network: &Network) {
        if network.down && !self.network_down {
            let Network { tried, unreachable, kind, .. } = network;
            eprintln!(
                "network looks down: {unreachable} of {tried} sources unreachable ({kind}); trying again, less and less often"
            );
        } else if !network.down && self.network_down {
            eprintln!("network is back");
        }
        self.network_down = network.down;
    }
}

fn is_reach(kind: &str) -> bool {
    [FailureKind::Dns, FailureKind::Connect, FailureKind::Timeout].iter().any(|reach| reach.word() == kind)
}
