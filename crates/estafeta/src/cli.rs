//! The command line: what can be asked, in the words of `--help`.

use std::path::PathBuf;

use clap::builder::TypedValueParser as _;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Watches the news for what Russia and Latin America do to, with and about each other.
///
/// Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some input was bad and
/// the rest was done, 4 an audit found faults, 70 a stage hung, 75 another process took over, 78 the configuration is broken.
#[derive(Debug, Parser)]
#[command(name = "estafeta", version, max_term_width = 110)]
pub(crate) struct Cli {
    /// Configuration file; without it ./config/estafeta.toml is read where it exists, else built-in defaults hold.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Log lines as JSON.
    #[arg(long, global = true)]
    pub(crate) log_json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs everything: polls, archives, extracts, classifies, and serves the page.
    Run(RunArgs),
    /// Checks the whole configuration and says what to mend.
    Check(RulesArgs),
    /// Follows the alerts: one line each, in full, as JSON lines, or given to a command.
    #[command(long_about = SUBSCRIBE)]
    Subscribe(SubscribeArgs),
    /// Copies the alert topics of the embedded log into a Kafka, exactly once.
    #[command(long_about = MIRROR)]
    Mirror(MirrorArgs),
    /// Reads the archive, or the log, again under these rules and keeps what comes out beside the live alerts.
    #[command(long_about = REPLAY)]
    Replay(ReplayArgs),
    /// Compares the alerts of two replays, or of one with the live ones: added, gone, changed.
    #[command(long_about = DIFF)]
    Diff(DiffArgs),
    /// Proves from log and archive that nothing was lost, doubled or put out of order.
    #[command(long_about = AUDIT)]
    Audit(AuditArgs),
    /// Tags articles: JSON lines, a text or a page in, one JSON line an article out.
    Tag(TagArgs),
    /// Shows why: the text with its spans, each tie with the rules behind it, and near misses.
    Explain(ExplainArgs),
    /// Scores the extractor on labelled files.
    Eval(EvalArgs),
    /// Lists the sources or tries one.
    #[command(subcommand)]
    Feeds(FeedsCommand),
    /// Looks into the archive.
    #[command(subcommand)]
    Archive(ArchiveCommand),
    /// Compares the topics in Kafka with what this configuration wants, or brings them in line.
    #[command(subcommand)]
    Topics(TopicsCommand),
    /// Prints the JSON Schema of a wire form.
    Schema(SchemaArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// Folder with gazetteer/, cues/ and channels.toml; default ./config where it exists, else the compiled copy.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) rules: RulesArgs,

    /// Serve the page here instead of `web.listen`; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,

    /// Only poll the sources whose id starts with this; may be given several times.
    #[arg(long, value_name = "ID")]
    pub(crate) only: Vec<String>,

    /// Only run these stages; other processes on the same Kafka run the others.
    #[arg(long, value_name = "STAGE", value_enum, value_delimiter = ',', default_values = ["poll", "extract", "classify"])]
    pub(crate) stages: Vec<StageName>,
}

/// A stage of `run`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageName {
    /// Feeds and pages in, articles out.
    Poll,
    /// Articles in, ties out.
    Extract,
    /// Ties in, alerts out.
    Classify,
}

impl StageName {
    /// Its name in the log and in messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            StageName::Poll => "poll",
            StageName::Extract => "extract",
            StageName::Classify => "classify",
        }
    }
}

const SUBSCRIBE: &str = "\
Follows the alerts: one line each, in full, or as JSON lines.

Without --until it follows for ever; SIGTERM and Ctrl-C end it in order. The same on both engines, and with --url over the \
page of a running `estafeta` on another machine, where neither log nor configuration is needed.

A group keeps its place: the next subscriber of the same name goes on where the last one left. --from holds for a new \
group only. While one subscriber of a group runs, another waits to take over.

With --exec each alert is given to a command, alone, as one JSON line on its standard input, and the group's place moves \
only after the command ended with 0. One that fails is tried again after 1, 2, 4 … 60 seconds until it succeeds; no alert \
is skipped. It may see an alert twice where this program is killed between its success and the log, so let it know alerts \
by `alert_id` and `revision`.

Examples
  estafeta subscribe --from -24h --country CUB,VEN --severity severe
  estafeta subscribe --from beginning --until now --format jsonl > alerts.jsonl
  estafeta subscribe --group desk --severity severe --exec /usr/local/bin/page-the-desk
  estafeta subscribe --url http://news.example:8080 --from -7d";

#[derive(Debug, Args)]
pub(crate) struct SubscribeArgs {
    /// Start at `beginning`, `end`, so long ago (`-24h`, `-7d`) or at a time (`2024-02-08`, RFC 3339); by the clock of the
    /// log.
    #[arg(long, value_name = "TIME", default_value = "end", allow_hyphen_values = true)]
    pub(crate) from: String,

    /// Stop at `now` or at a time; what is there now is read to its end.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) until: Option<String>,

    /// Follow for ever, which is what happens without --until too.
    #[arg(long, conflicts_with = "until")]
    pub(crate) follow: bool,

    /// Go on where this group left, and keep its place in the log.
    #[arg(long, value_name = "NAME", value_parser = group_name)]
    pub(crate) group: Option<String>,

    /// Follow this channel's topic instead of all alerts; an alert that leaves the channel is shown as cancelled.
    #[arg(long, value_name = "CHANNEL")]
    pub(crate) channel: Option<String>,

    /// Only alerts with one of these partners (`CUB,VEN,LAC`).
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) country: Vec<String>,

    /// Only these tie types.
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    pub(crate) tie_type: Vec<String>,

    /// Only alerts of at least this severity: minor, moderate, severe, extreme.
    #[arg(long, value_name = "LEVEL")]
    pub(crate) severity: Option<String>,

    /// Read from the page of an `estafeta run` elsewhere: http://HOST:PORT.
    #[arg(long, value_name = "URL", conflicts_with_all = ["group", "exec"])]
    pub(crate) url: Option<url::Url>,

    /// What a line looks like.
    #[arg(long, value_enum, default_value_t = AlertFormat::Table)]
    pub(crate) format: AlertFormat,

    /// How long the command of --exec may take for one alert, in seconds; then it is killed and counts as failed.
    #[arg(long, value_name = "SECS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=200))]
    pub(crate) exec_secs_max: u64,

    /// Give each alert to this command instead of printing it: program and arguments, no shell. Must come last.
    #[arg(long, value_name = "CMD", num_args = 1.., allow_hyphen_values = true, requires = "group")]
    pub(crate) exec: Vec<String>,
}

/// A name that can be part of a file's and of a consumer group's.
fn group_name(name: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if (1..=64).contains(&name.len()) && name.chars().all(fits) {
        return Ok(name.to_owned());
    }
    Err("use 1 to 64 letters, digits, hyphens and underscores".to_owned())
}

const MIRROR: &str = "\
Copies the alert topics of the embedded log into a Kafka, each record exactly once and in order.

Copied are `alerts`, `alert-state` and the topic of every channel: keys, headers and the very bytes of the values, into \
topics of the same names, which are made where they are missing. How far the copying is stands in a compacted topic of that \
Kafka, `<prefix>.mirror-state.v1`, written in the same transaction as the copies, so a mirror that was killed goes on where \
its last transaction ended. It may run beside `estafeta run`, and only reads the log.

How to get in (tls, ca_file, sasl, username, password_file …) and the replication stand in [log.kafka] of the configuration. \
While one mirror runs, a second one under another `instance` waits to take over; one under the same `instance` takes its \
place, and the first ends with exit code 75.

Examples
  estafeta mirror --to kafka-1:9092,kafka-2:9092
  estafeta mirror --to kafka-1:9092 --prefix news.estafeta --once

Exit codes: 0 ended by SIGTERM, or with --once at the end of the log; 1 failed; 75 another mirror took over.";

#[derive(Debug, Args)]
pub(crate) struct MirrorArgs {
    #[command(flatten)]
    pub(crate) rules: RulesArgs,

    /// Brokers of the Kafka that is written: host:port, comma between several.
    #[arg(long, value_name = "BROKERS")]
    pub(crate) to: String,

    /// Topic prefix in that Kafka; default the log's own, `log.prefix`.
    #[arg(long, value_name = "PREFIX")]
    pub(crate) prefix: Option<String>,

    /// End when everything is copied instead of following.
    #[arg(long)]
    pub(crate) once: bool,

    /// Most records of one transaction.
    #[arg(long, value_name = "N", hide = true, default_value_t = 500, value_parser = clap::value_parser!(u16).range(1..=5000))]
    pub(crate) batch: u16,
}

const REPLAY: &str = "\
Reads the archive, or the log, again under these rules and keeps what comes out beside the live alerts.

The same stages as `run`, with the clock of the articles, in order of their fetching. Nothing live is written, and a live \
`run` is not held up: the run has a log of its own under the data folder, replay/<RUN>.db, and a manifest, \
replay/<RUN>.json, with the digests of program, rules and output. Equal input and rules give an equal output digest, \
whatever the number of threads. A run that was interrupted or killed goes on when the same command is given again; a \
finished one is never overwritten.

What was fetched before --from, back to the warm-up, feeds the memory of stories and base rates; its alerts are not kept.

Example: what would the cues in ./try have made of January?
  estafeta replay --run try --rules ./try --from 2026-01-01 --to 2026-02-01
  estafeta diff live try

Exit codes: 0 done, 3 done but some archived articles could not be read, 1 failed or interrupted.";

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    #[command(flatten)]
    pub(crate) rules: RulesArgs,

    /// Name of the run: lower-case letters, digits and hyphens.
    #[arg(long, value_name = "NAME")]
    pub(crate) run: String,

    /// First time of fetching that is compared: `2026-01-01`, RFC 3339, or so long ago (`-30d`); default the oldest article.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) from: Option<String>,

    /// Time of fetching before which the run ends; default now.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) to: Option<String>,

    /// How long before --from the reading begins: `30d`, `12h`; novelty needs 30 days.
    #[arg(long, value_name = "SPAN", default_value = "30d")]
    pub(crate) warm_up: String,

    /// Only articles of this source id; may be given several times.
    #[arg(long, value_name = "ID")]
    pub(crate) source: Vec<String>,

    /// Only articles in this language: en, es, pt, ru; may be given several times.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) lang: Vec<String>,

    /// Read the topic `articles` in its own order instead of the archive: the same rules give live's alerts exactly.
    #[arg(long)]
    pub(crate) from_log: bool,

    /// Threads that read and extract; default all cores but one.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256).map(usize::from))]
    pub(crate) threads: Option<usize>,

    /// At most so many articles a second.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rate: Option<u32>,
}

const DIFF: &str = "\
Compares the alerts of two replays, or of one with the live ones: added, gone, changed.

Alerts are joined on their evidence (the same article, overlapping sentences), so an alert that other rules give another \
type or partner counts as changed, not as gone and added. Compared are the state, the severity, the slots and the evidence \
of the latest revision of each alert, in the range that both sides hold.

Example: a change of rules may alter at most ten alerts of last month
  estafeta replay --run try --rules ./try --from -30d
  estafeta diff live try --fail-above 10

Exit codes: 0 compared, 1 more than --fail-above alerts differ, or failed.";

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// A finished run, or `live`.
    #[arg(value_name = "RUN_A")]
    pub(crate) a: String,

    /// A finished run, or `live`.
    #[arg(value_name = "RUN_B|live")]
    pub(crate) b: String,

    /// How the difference is printed.
    #[arg(long, value_enum, default_value_t = DiffFormat::Table)]
    pub(crate) format: DiffFormat,

    /// Exit with 1 where more alerts than this are added, gone or changed together.
    #[arg(long, value_name = "N")]
    pub(crate) fail_above: Option<usize>,
}

/// How a difference is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// A line an alert, what changed below it.
    Table,
    /// One object with the alerts in full.
    Json,
}

const AUDIT: &str = "\
Proves from log and archive that nothing was lost, doubled or put out of order.

Reads every topic and the whole archive, writes nothing, and may run beside `run`. It holds that every article revision is \
there once, in order, and has its ties record or a dead letter; that every alert transition has the ties record it was made \
from, and revisions 1..n once and in order; that the channels' copies and the latest states are the alerts; that every \
archived record is whole; and that every sentence behind an alert stands in the archived text where the alert says. What \
was deleted when its time was over is counted apart, and what the extractor has not come to yet waits; neither is a fault.

Example: keep the proof of the day
  estafeta audit --format json > audit-$(date +%F).json

Exit codes: 0 no fault, 4 faults, 1 the audit itself failed.";

#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// A summary for people.
    Text,
    /// One object with every fault.
    Json,
}

/// How alerts are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AlertFormat {
    /// One line an alert.
    Table,
    /// With evidence sentences and the reasons for the severity.
    Full,
    /// The topic's value, a line each.
    Jsonl,
}

#[derive(Debug, Args)]
pub(crate) struct TagArgs {
    #[command(flatten)]
    pub(crate) rules: RulesArgs,

    /// Publication date for what brings none: YYYY, YYYY-MM, YYYY-MM-DD or RFC 3339.
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<String>,

    /// Output format.
    #[arg(long, default_value = "jsonl", value_parser = ["jsonl"])]
    pub(crate) format: String,

    /// JSON lines, a plain text (first line the title) or an HTML page; `-` is standard input.
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) rules: RulesArgs,

    /// Publication date for what brings none.
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<String>,

    /// Writes one page of HTML that stands by itself, instead of text.
    #[arg(long)]
    pub(crate) html: bool,

    /// A file, an http(s) URL, or the id (or its first characters) of an alert.
    pub(crate) what: String,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    #[command(flatten)]
    pub(crate) rules: RulesArgs,

    /// Gold files (JSON lines like seeds/gold) or folders of them.
    #[arg(required = true)]
    pub(crate) gold: Vec<PathBuf>,

    /// Score the third of the development items that is set aside, and print figures only, never an item.
    #[arg(long)]
    pub(crate) set_aside: bool,

    /// How many of the worst items to show.
    #[arg(long, default_value_t = 10)]
    pub(crate) worst: usize,

    /// Print the counts as JSON instead.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FeedsCommand {
    /// All sources with their health.
    List,
    /// Polls one source once, without archive or log, and says what came.
    Test {
        /// Id of the source.
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ArchiveCommand {
    /// One line an archived article revision.
    Ls {
        /// Only URLs that contain this.
        #[arg(long)]
        url: Option<String>,
    },
    /// Prints the records behind a record id.
    Cat {
        /// `urn:uuid:…` of a response, resource or conversion record.
        record: String,
    },
    /// Reads every record and checks its digests.
    Verify {
        /// Also remove records that no committed article points to; the log must not be running.
        #[arg(long)]
        prune: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum TopicsCommand {
    /// Shows what is missing or set otherwise; exit code 1 where anything is.
    Plan(RulesArgs),
    /// Creates what is missing and changes settings. The number of partitions is never changed: keys would move.
    Apply(RulesArgs),
}

impl TopicsCommand {
    /// The rules, which name the channels.
    pub(crate) fn rules(&self) -> &RulesArgs {
        match self {
            TopicsCommand::Plan(rules) | TopicsCommand::Apply(rules) => rules,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// alert, article, ties, …; without it the names are listed.
    pub(crate) name: Option<String>,
}
