//! What the sides of a tie are called in a headline.

use model::{Actor, Direction, Partner, Plover, RussianKind, Sector, Tie};

use crate::act;
use crate::config::Config;

/// How fully sides are named: as fully as the line allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// Persons and bodies by name, up to three states.
    Full,
    /// States only, up to three.
    States,
    /// One state and how many others.
    Short,
}

impl Naming {
    /// All of them, the fullest first.
    pub(super) const ALL: [Naming; 3] = [Naming::Full, Naming::States, Naming::Short];

    fn listed_max(self) -> usize {
        if self == Naming::Short { 1 } else { 3 }
    }
}

/// A side as subject of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Side {
    /// Its words.
    pub(super) text: String,
    /// Whether its verb stands in the plural.
    pub(super) plural: bool,
    /// Whether a person or body is named, so that it can visit.
    pub(super) named: bool,
}

/// Who acts.
pub(super) fn subject(config: &Config, tie: &Tie, naming: Naming) -> Side {
    match tie.direction {
        Direction::RusToX => russia(config, tie, naming),
        Direction::XToRus | Direction::XToThird => partner(config, tie, naming),
        Direction::Mutual => {
            // "Russia, Cuba and Nicaragua": one list, not a list in a list.
            let mut names = vec![russia(config, tie, naming).text];
            if tie.partner.len() == 1 {
                names.push(partner(config, tie, naming).text);
            } else {
                names.extend(shown(partner_names(tie), naming));
            }
            Side { text: joined(&names), plural: true, named: false }
        }
    }
}

/// Those who demonstrate: people in the country of the acting side.
pub(super) fn protesters(tie: &Tie, naming: Naming) -> Side {
    let place = match tie.direction {
        Direction::RusToX => "Russia".to_owned(),
        Direction::XToRus | Direction::XToThird => names_of(tie, naming),
        Direction::Mutual => "both countries".to_owned(),
    };
    Side { text: format!("protesters in {place}"), plural: true, named: true }
}

/// On whom the act falls: the other side, or third parties.
pub(super) fn object(config: &Config, tie: &Tie, naming: Naming) -> String {
    match tie.direction {
        Direction::RusToX => names_of(tie, naming),
        Direction::XToRus if tie.russia.kind == RussianKind::Nationals => "Russian nationals".to_owned(),
        Direction::XToRus => "Russia".to_owned(),
        Direction::Mutual => "each other".to_owned(),
        Direction::XToThird => thirds(config, tie, naming),
    }
}

fn russia(config: &Config, tie: &Tie, naming: Naming) -> Side {
    if tie.russia.kind == RussianKind::Nationals {
        return Side { text: "Russian nationals".to_owned(), plural: true, named: true };
    }
    let is_body =
        matches!(tie.russia.sector, Sector::Bus | Sector::Mil | Sector::Leg | Sector::Edu | Sector::Med);
    let is_named = tie.russia.kind == RussianKind::Actor
        && !act::is_state_of_russia(&tie.russia.id)
        && (is_body || speaks_for_itself(tie.plover));
    let name = config.names.get(&tie.russia.id).filter(|_| is_named && naming == Naming::Full);
    match name {
        Some(name) if name.contains("Russia") => {
            Side { text: with_article(name), plural: false, named: true }
        }
        Some(name) => Side { text: format!("Russia's {name}"), plural: false, named: true },
        None => Side { text: "Russia".to_owned(), plural: false, named: false },
    }
}

fn partner(config: &Config, tie: &Tie, naming: Naming) -> Side {
    if let ([partner], Naming::Full, true) = (tie.partner.as_slice(), naming, speaks_for_itself(tie.plover)) {
        let ids = act::partner_ids(tie);
        let names: Vec<&String> = ids.iter().filter_map(|id| config.names.get(id)).collect();
        let says_more = |name: &str| name != partner.name() && name != partner.adjective();
        if let ([name], true) = (names.as_slice(), ids.len() == 1 && names.iter().all(|name| says_more(name)))
        {
            let text = partner_actor(*partner, name);
            return Side { text, plural: false, named: true };
        }
    }
    Side { text: names_of(tie, naming), plural: tie.partner.len() > 1, named: false }
}

/// False for deeds of states, of which a person named beside them is often only the speaker.
fn speaks_for_itself(plover: Plover) -> bool {
    !matches!(
        plover,
        Plover::Cooperate
            | Plover::Aid
            | Plover::Mobilize
            | Plover::Coerce
            | Plover::Assault
            | Plover::Protest
    )
}

fn partner_actor(partner: Partner, name: &str) -> String {
    let place = partner.name();
    let says_where = name.contains(place.trim_start_matches("the ")) || name.contains(partner.adjective());
    if says_where {
        with_article(name)
    } else if place.ends_with('s') {
        format!("{place}' {name}")
    } else {
        format!("{place}'s {name}")
    }
}

/// A body whose name begins with a common noun takes an article: "the Ministry of …".
fn with_article(name: &str) -> String {
    const NOUNS: [&str; 8] =
        ["Ministry ", "Embassy ", "Central ", "Federal ", "National ", "State ", "Government ", "Russian "];
    if NOUNS.iter().any(|noun| name.starts_with(noun)) { format!("the {name}") } else { name.to_owned() }
}

fn names_of(tie: &Tie, naming: Naming) -> String {
    joined(&shown(partner_names(tie), naming))
}

fn partner_names(tie: &Tie) -> Vec<String> {
    tie.partner.iter().map(|partner| partner.name().to_owned()).collect()
}

fn thirds(config: &Config, tie: &Tie, naming: Naming) -> String {
    let mut names: Vec<String> = Vec::new();
    for third in &tie.third {
        let name = third_name(config, third);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() { "a third party".to_owned() } else { joined(&shown(names, naming)) }
}

fn third_name(config: &Config, third: &Actor) -> String {
    const STATES: [(&str, &str); 12] = [
        ("USA", "the United States"),
        ("UKR", "Ukraine"),
        ("EU", "the European Union"),
        ("EUR", "the European Union"),
        ("GBR", "the United Kingdom"),
        ("DEU", "Germany"),
        ("FRA", "France"),
        ("ESP", "Spain"),
        ("POL", "Poland"),
        ("CHN", "China"),
        ("NATO", "NATO"),
        ("CAN", "Canada"),
    ];
    let known = STATES.iter().find(|(code, _)| *code == third.country);
    if let Some((_, name)) = known {
        return (*name).to_owned();
    }
    let name = config.names.get(&third.country).or_else(|| config.names.get(&third.id));
    name.cloned().unwrap_or_else(|| "a third party".to_owned())
}

/// The names that the line has room for, and how many others there are.
fn shown(mut names: Vec<String>, naming: Naming) -> Vec<String> {
    let listed = naming.listed_max();
    if names.len() > listed {
        let others = names.split_off(listed.min(2)).len();
        names.push(if others == 1 { "another".to_owned() } else { format!("{others} others") });
    }
    names
}

fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [firsts @ .., last] => format!("{} and {last}", firsts.join(", ")),
    }
}
