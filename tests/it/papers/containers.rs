//! Commands that need a container engine are not run; what they name is looked up in the compose file and beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{PAPERS, at, blocks, file};

const COMPOSE: &str = "deploy/compose.yaml";

/// What `docker compose` is asked for in the papers; each takes services behind its options.
const ASKS: [&str; 4] = ["up", "down", "logs", "exec"];

/// The services of the compose file with their lines. Its form is ours: two blanks a level, one key a line.
fn services() -> BTreeMap<String, Vec<String>> {
    let text = file(COMPOSE);
    let (_, text) = text.split_once("\nservices:\n").expect("services");
    let mut services: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut name = String::new();
    for line in text.lines().take_while(|line| line.is_empty() || line.starts_with(' ')) {
        let is_name = line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':');
        if is_name {
            name = line.trim().trim_end_matches(':').to_owned();
            services.insert(name.clone(), Vec::new());
        } else if let Some(lines) = services.get_mut(&name).filter(|_| !line.trim_start().starts_with('#')) {
            lines.push(line.trim().to_owned());
        }
    }
    services
}

/// The values of all lines `key: value`.
fn values<'a>(lines: &'a [String], key: &str) -> Vec<&'a str> {
    let start = format!("{key}: ");
    lines.iter().filter_map(|line| line.strip_prefix(&start)).collect()
}

#[test]
fn what_commands_for_a_container_engine_name_is_there() {
    let services = services();
    let all_lines: Vec<String> = services.values().flatten().cloned().collect();
    let profiles: BTreeSet<&str> =
        values(&all_lines, "profiles").iter().map(|list| list.trim_matches(['[', ']'])).collect();
    assert_eq!(profiles, BTreeSet::from(["kafka", "watch"]));
    let mut count = 0;
    for block in PAPERS.iter().flat_map(|paper| blocks(paper)).filter(|block| block.is("container")) {
        for command in block.commands() {
            count += 1;
            let fault = fault(command, &services, &profiles, &all_lines);
            assert!(fault.is_none(), "{}: {command}: {}", block.place, fault.unwrap());
        }
    }
    assert!(count >= 5, "only {count} commands for containers");
}

fn fault(
    command: &str,
    services: &BTreeMap<String, Vec<String>>,
    profiles: &BTreeSet<&str>,
    lines: &[String],
) -> Option<String> {
    let Some(compose) = command.strip_prefix("docker compose ") else {
        // Something that is asked of a published port.
        let port = command.split("://127.0.0.1:").nth(1)?.split('/').next()?.to_owned();
        let published = format!("- \"127.0.0.1:{port}:");
        let is_published = lines.iter().any(|line| line.starts_with(&published));
        return (!is_published).then(|| format!("port {port} is not published"));
    };
    let mut words = compose.split_whitespace();
    let ask = loop {
        match words.next()? {
            "-f" => {
                let file = words.next()?;
                if !at(file).exists() {
                    return Some(format!("{file} is not there"));
                }
            }
            "--profile" => {
                let profile = words.next()?;
                if !profiles.contains(profile) {
                    return Some(format!("no profile {profile}"));
                }
            }
            ask => break ask,
        }
    };
    if !ASKS.contains(&ask) {
        return Some(format!("what is {ask:?}?"));
    }
    let is_value = |word: &&str| !word.starts_with('-') && word.parse::<u32>().is_err();
    let named: Vec<&str> = words.filter(is_value).collect();
    // Behind `exec` stands one service and then its command.
    let named = if ask == "exec" { &named[..1] } else { &named[..] };
    named.iter().find(|name| !services.contains_key(**name)).map(|name| format!("no service {name}"))
}

#[test]
fn the_compose_file_names_what_is_there() {
    let services = services();
    for (name, lines) in &services {
        let images = values(lines, "image");
        assert_eq!(images.len(), 1, "{name}");
        assert!(!images[0].contains('.') || images[0].contains(':'), "{name}: {}", images[0]);
        for containerfile in values(lines, "dockerfile") {
            assert!(at(containerfile).exists(), "{name}: {containerfile}");
        }
        let mounted = lines.iter().filter_map(|line| line.strip_prefix("- ./"));
        for path in mounted.filter_map(|line| line.split(':').next()) {
            assert!(Path::new(&at("deploy")).join(path).exists(), "{name}: deploy/{path}");
        }
    }
    // An exact version, the one that the tests run against.
    let version = file("tests/kafka/pom.xml");
    let version = version.split("<kafka.version>").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(values(&services["kafka"], "image"), [format!("apache/kafka:{version}")]);
    for once in ["OFFSETS_TOPIC_REPLICATION_FACTOR", "TRANSACTION_STATE_LOG_REPLICATION_FACTOR"] {
        assert_eq!(values(&services["kafka"], &format!("KAFKA_{once}")), ["\"1\""], "{once}");
    }
}

#[test]
fn the_files_beside_it_name_its_services_and_ports() {
    let services = services();
    let port = |service: &str, port: &str| {
        let lines = &services[service];
        lines
            .iter()
            .any(|line| line.ends_with(&format!(":{port}\"")) || line.contains(&format!("://:{port},")))
    };
    for (path, key) in [
        ("deploy/kafka.toml", "brokers = \""),
        ("deploy/prometheus.yml", "targets: [\""),
        ("deploy/grafana-datasource.yaml", "url: http://"),
    ] {
        let text = file(path);
        let address = text.split(key).nth(1).unwrap_or_else(|| panic!("{path}: {key}"));
        let address = address.split(['"', '\n']).next().unwrap();
        let (service, number) = address.split_once(':').unwrap();
        assert!(services.contains_key(service) && port(service, number), "{path}: {address}");
    }
}
