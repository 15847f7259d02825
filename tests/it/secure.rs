//! Kafka over TLS with a name and a password: it works, and a refusal names the setting to mend and never the secret.

use std::path::PathBuf;

use crate::cluster;
use crate::support::{Folder, until};

/// A broker with a plain port and one with TLS and passwords.
struct Broker {
    dir: PathBuf,
    plain: String,
    secure: String,
}

impl Broker {
    fn start() -> Broker {
        let owner = std::process::id().to_string();
        let dir = std::env::temp_dir().join(format!("estafeta-kafka-secure-{owner}"));
        let addresses = cluster::script("secure", &dir, &[&owner]);
        let (plain, secure) = addresses.split_once(' ').unwrap();
        Broker { dir, plain: plain.to_owned(), secure: secure.to_owned() }
    }

    fn secret(&self, name: &str) -> String {
        self.dir.join("secrets").join(name).display().to_string()
    }

    /// The lines of `[log.kafka]` that are right.
    fn settings(&self, mechanism: &str) -> String {
        let (ca, password) = (self.secret("ca.pem"), self.secret("password"));
        format!(
            "brokers = \"{}\"\ntls = true\nca_file = \"{ca}\"\nsasl = \"{mechanism}\"\nusername = \"estafeta\"\n\
             password_file = \"{password}\"",
            self.secure
        )
    }
}

fn folder(broker: &Broker, settings: &str) -> Folder {
    let folder = Folder::bare_on_kafka(&broker.secure);
    folder.replace_config(&format!("brokers = \"{}\"", broker.secure), settings);
    folder
}

#[test]
fn brokers_with_tls_and_passwords_are_reached_and_a_refusal_names_the_setting() {
    let broker = Broker::start();
    for mechanism in ["SCRAM-SHA-512", "PLAIN"] {
        runs(&broker, mechanism);
    }
    let good = broker.settings("SCRAM-SHA-512");
    let swapped = |from: &str, to: &str| {
        assert!(good.contains(from), "{good} has no {from}");
        good.replace(from, to)
    };
    let (right, wrong) = (broker.secret("password"), broker.secret("wrong-password"));
    let (ca, other_ca) = (broker.secret("ca.pem"), broker.secret("other-ca.pem"));
    let plain = broker.settings("PLAIN").replace(&right, &wrong);
    assert_refused(&broker, &swapped(&right, &wrong), &["log.kafka.username", "log.kafka.password_file"]);
    assert_refused(&broker, &plain, &["log.kafka.username", "log.kafka.password_file"]);
    assert_refused(&broker, &swapped(&ca, &other_ca), &["log.kafka.ca_file"]);
    assert_refused(&broker, &swapped(&broker.secure, &broker.plain), &["log.kafka.tls"]);
    assert_refused(&broker, &swapped("tls = true", "tls = false"), &["log.kafka.tls"]);
    assert_refused(&broker, &swapped("SCRAM-SHA-512", "SCRAM-SHA-256"), &["log.kafka.sasl"]);
    assert_refused(&broker, &swapped(&right, &format!("{right}.gone")), &["log.kafka.password_file"]);
}

/// The stages run, and alerts come out; nothing that is said holds the password.
fn runs(broker: &Broker, mechanism: &str) {
    let folder = folder(broker, &broker.settings(mechanism)).with_all_pages();
    let running = folder.start_saying("debug");
    let page = running.page();
    let first = format!("{page}/alerts.json");
    until("an alert", || (crate::support::get(&first).len() > 10).then_some(()));
    assert!(!folder.alerts().is_empty());
    let (said, code) = running.last_words();
    assert_eq!(code, Some(0));
    assert_silent_of(broker, &said.join("\n"));
}

fn assert_refused(broker: &Broker, settings: &str, names: &[&str]) {
    let folder = folder(broker, settings);
    let running = folder.start_saying("debug");
    let (said, code) = running.words();
    let said = said.join("\n");
    let last = said.split("estafeta: ").last().unwrap();
    assert_eq!(code, Some(1), "{settings}\n{said}");
    for name in names {
        assert!(last.contains(name), "no {name} in {last}");
    }
    assert_silent_of(broker, &said);
}

fn assert_silent_of(broker: &Broker, said: &str) {
    for name in ["password", "wrong-password"] {
        let secret = std::fs::read_to_string(broker.secret(name)).unwrap();
        assert!(!said.contains(secret.trim()), "the {name} was printed");
    }
}
