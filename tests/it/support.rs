//! Starts the binary in a folder of its own, waits for what it does, and ends it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use bus::{
    KafkaLog, KafkaSecurity, KafkaSettings, Log, Record, Seek, Session, SqliteLog, StageSpec, Topics, wire,
};
use model::Article;
use serde_json::Value;

/// How long anything that is waited for may take; on a busy machine too.
const DEADLINE: Duration = Duration::from_secs(60);

/// How long one look waits for something new.
const LOOK: Duration = Duration::from_millis(50);

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The gold files `seeds/gold/<prefix><language>.jsonl`: those of the seed site have no prefix, development items `dev.`.
pub(crate) fn gold_files(prefix: &str) -> Vec<PathBuf> {
    let file = |lang: &str| root().join(format!("seeds/gold/{prefix}{lang}.jsonl"));
    ["en", "es", "pt", "ru"].map(file).to_vec()
}

/// Runs a command to its end: stdout, stderr, exit code.
pub(crate) fn estafeta(args: &[&str]) -> (String, String, Option<i32>) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_estafeta")).args(args).current_dir(root()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

/// Looks again and again until `found` finds something; `what` is said when it does not in time.
pub(crate) fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    until_ok(what, || found().ok_or_else(String::new))
}

/// Like [`until`]; what was still missing at the last look is said too.
pub(crate) fn until_ok<T>(what: &str, found: impl FnMut() -> Result<T, String>) -> T {
    within(DEADLINE, what, found)
}

fn within<T>(time: Duration, what: &str, mut found: impl FnMut() -> Result<T, String>) -> T {
    let deadline = Instant::now() + time;
    // Nothing is ever sent: the channel only paces the looks.
    let (_send, pace) = channel::<()>();
    loop {
        match found() {
            Ok(found) => return found,
            Err(missing) => assert!(Instant::now() < deadline, "in vain for {time:?}: {what} {missing}"),
        }
        assert_eq!(pace.recv_timeout(LOOK), Err(RecvTimeoutError::Timeout));
    }
}

/// A folder with a configuration, a log, an archive and a copy of the seed site, in which instances run.
pub(crate) struct Folder {
    dir: tempfile::TempDir,
    /// Brokers and topic prefix of a log on Kafka.
    kafka: Option<(String, String)>,
}

impl Folder {
    /// A seed site with all its pages.
    pub(crate) fn seeded() -> Folder {
        Folder::bare().with_all_pages()
    }

    /// Publishes all pages.
    pub(crate) fn with_all_pages(self) -> Folder {
        let folder = self;
        for page in Folder::seeds() {
            folder.publish(&page);
        }
        folder
    }

    /// A seed site whose outlets have no pages yet. Its sources are those of config/feeds.toml, asked each second.
    pub(crate) fn bare() -> Folder {
        let folder = Folder { dir: tempfile::tempdir().unwrap(), kafka: None };
        let at = folder.dir.path().display();
        let config = format!(
            "[log]\npath = \"{at}/log.db\"\n[archive]\ndir = \"{at}/archive\"\n[web]\nlisten = \"127.0.0.1:0\"\n\
             [sources]\nfeeds = \"{at}/feeds.toml\"\n[seed_site]\ndir = \"{at}/site\"\n"
        );
        std::fs::write(folder.config(), config).unwrap();
        let feeds = std::fs::read_to_string(root().join("config/feeds.toml")).unwrap();
        let own: Vec<&str> =
            feeds.split("[[source]]").filter(|source| source.contains("url = \"seed-site:")).collect();
        assert_eq!(own.len(), 5, "the seed sources of config/feeds.toml");
        let feeds = format!("[[source]]{}", own.join("[[source]]"));
        let feeds = feeds.replace("poll_secs_min = 5", "poll_secs_min = 1");
        std::fs::write(folder.dir.path().join("feeds.toml"), feeds).unwrap();
        for page in Folder::seeds() {
            std::fs::create_dir_all(folder.page(&page).parent().unwrap()).unwrap();
        }
        folder
    }

    /// Like [`Folder::bare`], its log on the Kafka at `brokers` under a prefix of its own.
    pub(crate) fn bare_on_kafka(brokers: &str) -> Folder {
        let mut folder = Folder::bare();
        let prefix = prefix_of("test", folder.dir.path());
        folder.kafka = Some((brokers.to_owned(), prefix));
        folder.write_kafka_config("a");
        folder
    }

    /// Another instance's view of the same log, archive and site.
    pub(crate) fn config_of(&self, instance: &str) -> PathBuf {
        self.write_kafka_config(instance)
    }

    fn write_kafka_config(&self, instance: &str) -> PathBuf {
        let (brokers, prefix) = self.kafka.as_ref().expect("a log on Kafka");
        let at = self.dir.path().display();
        let config = format!(
            "instance = \"{instance}\"\n[log]\nengine = \"kafka\"\npath = \"{at}/{instance}/log.db\"\n\
             prefix = \"{prefix}\"\n[log.kafka]\nbrokers = \"{brokers}\"\n[archive]\ndir = \"{at}/archive\"\n\
             [web]\nlisten = \"127.0.0.1:0\"\n[sources]\nfeeds = \"{at}/feeds.toml\"\n[seed_site]\ndir = \"{at}/site\"\n"
        );
        let file =
            if instance == "a" { self.config() } else { self.dir.path().join(format!("{instance}.toml")) };
        std::fs::write(&file, config).unwrap();
        file
    }

    /// The pages of the seed site, like `courier/grenada-passports.html`, in the order of their names.
    pub(crate) fn seeds() -> Vec<PathBuf> {
        let site = root().join("seeds/site");
        let inside = |dir: &Path| std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        let mut pages: Vec<PathBuf> = inside(&site)
            .flat_map(|outlet| inside(&outlet).collect::<Vec<_>>())
            .map(|page| page.strip_prefix(&site).unwrap().to_owned())
            .collect();
        pages.sort();
        pages
    }

    /// Copies a page of the seed site.
    pub(crate) fn publish(&self, page: &Path) {
        let text = std::fs::read_to_string(root().join("seeds/site").join(page)).unwrap();
        self.write(page, &text);
    }

    /// Puts a page on the site, whole at once.
    pub(crate) fn write(&self, page: &Path, text: &str) {
        let hidden = self.dir.path().join("page.part");
        std::fs::write(&hidden, text).unwrap();
        std::fs::rename(hidden, self.page(page)).unwrap();
    }

    /// Replaces a passage of a page.
    pub(crate) fn edit(&self, page: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.page(Path::new(page))).unwrap();
        assert!(text.contains(from), "{page} has no {from:?}");
        self.write(Path::new(page), &text.replace(from, to));
    }

    fn page(&self, page: &Path) -> PathBuf {
        self.dir.path().join("site").join(page)
    }

    /// Adds feeds of so many domains that nobody serves. No name below .invalid ever has an address (RFC 6761), with a network or
    /// without.
    pub(crate) fn append_far_sources(&self, count: usize) {
        let source = |number| {
            format!(
                "[[source]]\nid = \"far-{number}\"\nname = \"Far\"\nkind = \"feed\"\n\
                 url = \"https://far-{number}.invalid/feed\"\nseen = \"tests/it\"\nenabled = true\n\n"
            )
        };
        self.append("feeds.toml", &(1..=count).map(source).collect::<String>());
    }

    /// Appends to a file of the configuration: `estafeta.toml` or `feeds.toml`.
    pub(crate) fn append(&self, file: &str, text: &str) {
        let path = self.dir.path().join(file);
        let before = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, format!("{before}\n{text}")).unwrap();
    }

    /// Replaces a passage of the configuration.
    pub(crate) fn replace_config(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.config()).unwrap();
        assert!(text.contains(from), "the configuration has no {from:?}");
        std::fs::write(self.config(), text.replace(from, to)).unwrap();
    }

    /// Removes the embedded log, so that the next start begins another one.
    pub(crate) fn forget(&self) {
        for entry in std::fs::read_dir(self.dir.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("log.db")) {
                std::fs::remove_file(path).unwrap();
            }
        }
    }

    /// The configuration file.
    pub(crate) fn config(&self) -> PathBuf {
        self.dir.path().join("estafeta.toml")
    }

    /// The archive's folder.
    pub(crate) fn archive(&self) -> PathBuf {
        self.dir.path().join("archive")
    }

    /// Runs a command with this configuration to its end.
    pub(crate) fn estafeta(&self, args: &[&str]) -> (String, String, Option<i32>) {
        estafeta(&[args, &["--config", self.config().to_str().unwrap()]].concat())
    }

    /// All alert transitions so far, as a subscriber reads them.
    pub(crate) fn alerts(&self) -> Vec<Value> {
        let args = ["subscribe", "--from", "beginning", "--until", "now", "--format", "jsonl"];
        let (stdout, stderr, code) = self.estafeta(&args);
        assert_eq!(code, Some(0), "{stderr}");
        stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// All committed article revisions so far.
    pub(crate) fn articles(&self) -> Vec<Article> {
        let records = self.records(&self.topics().articles());
        records
            .iter()
            .map(|record| wire::article::from_json(record.value.as_deref().unwrap()).unwrap())
            .collect()
    }

    /// Count of the tie records so far: one for each article revision that was read.
    pub(crate) fn tie_records(&self) -> usize {
        self.records(&self.topics().ties()).len()
    }

    /// Names of the topics.
    pub(crate) fn topics(&self) -> Topics {
        Topics::new(self.kafka.as_ref().map_or("estafeta", |(_, prefix)| prefix)).unwrap()
    }

    /// The log, for readers; nothing before the first start.
    pub(crate) fn log(&self) -> Option<Box<dyn Log>> {
        let Some((brokers, prefix)) = &self.kafka else {
            let log = SqliteLog::open_read_only(&self.dir.path().join("log.db")).ok()?;
            return Some(Box::new(log));
        };
        Some(Box::new(kafka_log(brokers, prefix)))
    }

    /// All records of a topic so far.
    pub(crate) fn records(&self, topic: &str) -> Vec<Record> {
        let Some(log) = self.log() else { return Vec::new() };
        read_all(log.as_ref(), topic)
    }

    /// Starts an instance and does not wait for it.
    pub(crate) fn start(&self) -> Running {
        self.start_with(&self.config())
    }

    /// Starts an instance with one of this folder's configurations.
    pub(crate) fn start_with(&self, config: &Path) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_estafeta"));
        command.args(["run", "--config"]).arg(config).current_dir(root());
        Running::of(command)
    }
}

impl Folder {
    /// Starts an instance that says so much of what it does.
    pub(crate) fn start_saying(&self, level: &str) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_estafeta"));
        command.args(["run", "--config"]).arg(self.config()).current_dir(root()).env("ESTAFETA_LOG", level);
        Running::of(command)
    }
}

/// A topic prefix that no other test has, after the name of a temporary folder.
pub(crate) fn prefix_of(what: &str, dir: &Path) -> String {
    let name = dir.file_name().unwrap().to_string_lossy().to_ascii_lowercase();
    format!("{what}-{}", name.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
}

/// The topics of a prefix in a Kafka, for readers.
pub(crate) fn kafka_log(brokers: &str, prefix: &str) -> KafkaLog {
    KafkaLog::open_read_only(kafka_settings(brokers, prefix)).unwrap()
}

/// The topics of a prefix in a Kafka, for writers that read nothing.
pub(crate) fn kafka_log_to_write(brokers: &str, prefix: &str) -> KafkaLog {
    KafkaLog::open(kafka_settings(brokers, prefix)).unwrap()
}

fn kafka_settings(brokers: &str, prefix: &str) -> KafkaSettings {
    KafkaSettings {
        brokers: brokers.to_owned(),
        prefix: prefix.to_owned(),
        // Who takes no batch leaves no markers.
        marker_dir: PathBuf::new(),
        replication: None,
        security: KafkaSecurity::default(),
    }
}

/// Joins a log as the only instance of a stage that reads nothing.
pub(crate) fn writer(log: &dyn Log, stage: &str) -> Box<dyn Session> {
    let spec = StageSpec {
        name: stage.to_owned(),
        instance: "test".to_owned(),
        inputs: Vec::new(),
        state: Vec::new(),
    };
    log.join(&spec, Duration::from_secs(5)).unwrap().expect("nobody holds the stage")
}

/// All records of a topic so far; none where there is no such topic.
pub(crate) fn read_all(log: &dyn Log, topic: &str) -> Vec<Record> {
    let Ok(mut reader) = log.reader(&[topic.to_owned()], Seek::Beginning) else { return Vec::new() };
    let mut all = Vec::new();
    loop {
        let records = reader.poll(1000, Duration::ZERO).unwrap();
        if records.is_empty() {
            return all;
        }
        all.extend(records);
    }
}

/// A running instance; it is killed when dropped, and a test that fails shows what it said.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    /// Starts an instance by `command`.
    pub(crate) fn of(mut command: Command) -> Running {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            // Read on where nobody listens any more, so that the instance can go on writing.
            stderr.lines().map_while(Result::ok).for_each(|line| drop(send.send(line)));
        });
        Running { child, lines }
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a line on stderr that holds `part`, and returns it.
    pub(crate) fn says(&self, part: &str) -> String {
        self.says_until(part, |line| line.contains(part)).pop().unwrap()
    }

    /// Waits for the line on stderr that is `last`, and returns all up to it; `what` is said when it does not come in time.
    pub(crate) fn says_until(&self, what: &str, mut last: impl FnMut(&str) -> bool) -> Vec<String> {
        let deadline = Instant::now() + DEADLINE;
        let mut said: Vec<String> = Vec::new();
        while !said.last().is_some_and(|line| last(line)) {
            let line = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now()));
            said.push(line.unwrap_or_else(|_| panic!("it never said {what:?}, but {said:#?}")));
        }
        said
    }

    /// Waits until the page is served, and returns its address, like `http://127.0.0.1:4711`.
    pub(crate) fn page(&self) -> String {
        let line = self.says("page http://");
        line.split_once("page ").unwrap().1.trim().to_owned()
    }

    /// Lets it run for so long.
    pub(crate) fn runs_for(&self, time: Duration) {
        let end = Instant::now() + time;
        while self.lines.recv_timeout(end.saturating_duration_since(Instant::now())).is_ok() {}
    }

    /// SIGKILL, at once.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it ends by itself; the exit code.
    pub(crate) fn ends(mut self) -> Option<i32> {
        until("it ends", || self.child.try_wait().unwrap()).code()
    }

    /// Waits until it ends by itself; what it said since it was last listened to, and the exit code.
    pub(crate) fn words(self) -> (Vec<String>, Option<i32>) {
        self.words_within(DEADLINE)
    }

    /// The same, of an end that may take so long.
    pub(crate) fn words_within(mut self, time: Duration) -> (Vec<String>, Option<i32>) {
        let status = within(time, "it ends", || self.child.try_wait().unwrap().ok_or_else(String::new));
        (self.lines.iter().collect(), status.code())
    }

    /// SIGTERM, and the exit code.
    pub(crate) fn end(self) -> Option<i32> {
        self.end_by("TERM")
    }

    /// A signal, and the exit code.
    pub(crate) fn end_by(mut self, signal: &str) -> Option<i32> {
        Command::new("kill").args([&format!("-{signal}"), &self.pid().to_string()]).status().unwrap();
        self.child.wait().unwrap().code()
    }

    /// SIGTERM; what it said since it was last listened to, until its end, and the exit code.
    pub(crate) fn last_words(mut self) -> (Vec<String>, Option<i32>) {
        Command::new("kill").args(["-TERM", &self.pid().to_string()]).status().unwrap();
        (self.lines.iter().collect(), self.child.wait().unwrap().code())
    }
}

impl Drop for Running {
    #[expect(clippy::print_stdout, reason = "it is what a failed test shows")]
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            self.lines.try_iter().for_each(|line| println!("it said: {line}"));
        }
    }
}

/// The body of a page.
pub(crate) fn get(url: &str) -> String {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        reqwest::get(url).await.unwrap().error_for_status().unwrap().text().await.unwrap()
    })
}
