//! Headlines: every combination of slots gives a line that can be read, and a sample of them is read.

use std::collections::BTreeMap;

use model::{Actor, Direction, Mode, Partner, Plover, Polarity, Realis, RussianKind, Strength, Tie, TieType};

use super::{HEADLINE_CHARS_MAX, headline};
use crate::Config;
use crate::tests::scenario::{config, plain_tie};

fn tie(code: &str, tie_type: TieType, plover: Plover, mode: Option<Mode>) -> Tie {
    plain_tie(vec![Partner::from_code(code).unwrap()], tie_type, plover, mode, 0)
}

fn third(code: &str) -> Actor {
    Actor { id: code.to_owned(), name: code.to_owned(), country: code.to_owned() }
}

/// The modes that have words of their own, and one that has none.
const MODES: [Mode; 16] = [
    Mode::Visit,
    Mode::Phone,
    Mode::Multilateral,
    Mode::Meet,
    Mode::Restrict,
    Mode::Arrest,
    Mode::Deport,
    Mode::Seize,
    Mode::Censor,
    Mode::Misinformation,
    Mode::Cyber,
    Mode::Withdraw,
    Mode::Discontinue,
    Mode::Expel,
    Mode::Blockade,
    Mode::Troops,
];

/// Every tie type, act, mode, realis and direction, of the Russian state and of Russian nationals.
fn all_ties() -> impl Iterator<Item = Tie> {
    let modes = std::iter::once(None).chain(MODES.map(Some));
    let acts = TieType::ALL.into_iter().flat_map(|tie_type| Plover::ALL.map(|plover| (tie_type, plover)));
    let acts =
        acts.flat_map(move |(tie_type, plover)| modes.clone().map(move |mode| (tie_type, plover, mode)));
    acts.flat_map(|(tie_type, plover, mode)| {
        Realis::ALL.into_iter().flat_map(move |realis| {
            Direction::ALL.into_iter().flat_map(move |direction| {
                [RussianKind::Actor, RussianKind::Nationals].map(|kind| {
                    let mut tie = tie("BHS", tie_type, plover, mode);
                    tie.realis = realis;
                    tie.direction = direction;
                    tie.russia.kind = kind;
                    tie.third = vec![third("USA")];
                    tie
                })
            })
        })
    })
}

#[test]
fn every_combination_is_one_tidy_line() {
    let config = config();
    for tie in all_ties() {
        let line = headline(&config, &tie);
        let sound = line.chars().count() <= HEADLINE_CHARS_MAX
            && line.starts_with(char::is_uppercase)
            && !line.ends_with([' ', ','])
            && (!line.ends_with('…') || !tie.may_alert())
            && !line.contains("  ")
            && !line.contains(['{', '}', '\n'])
            && !line.contains("the the ")
            && !line.contains(" with on ");
        assert!(sound, "{line}");
    }
}

#[test]
fn what_is_not_done_never_reads_as_done() {
    let config = config();
    let done = |tie: &Tie| {
        let mut done = tie.clone();
        done.realis = Realis::Actual;
        headline(&config, &done)
    };
    for tie in all_ties().filter(|tie| tie.russia.kind == RussianKind::Actor) {
        let line = headline(&config, &tie);
        let word = match tie.realis {
            Realis::Planned => " plan",
            Realis::Proposed if tie.plover == Plover::Request => " ask",
            Realis::Proposed => " proposed to ",
            Realis::Offered => " offered to ",
            Realis::Hypothetical if tie.plover == Plover::Threaten => " threatened ",
            Realis::Hypothetical => " could ",
            Realis::Negated => " did not ",
            Realis::Assessment => "ly ",
            Realis::Presupposed => "In passing",
            Realis::Historical => "In the past",
            Realis::Actual => continue,
        };
        assert!(line.contains(word), "{}: {line}", tie.realis);
        assert!(line != done(&tie) || tie.plover == Plover::Threaten, "{line}");
    }
}

#[test]
fn all_acts_of_all_types_read_well() {
    let config = config();
    let mut told = String::new();
    for tie_type in TieType::ALL {
        told.push_str(&format!("{tie_type}\n"));
        for (n, plover) in Plover::ALL.into_iter().enumerate() {
            let mut tie = tie("ECU", tie_type, plover, None);
            tie.direction = Direction::ALL[n % 3];
            told.push_str(&format!("  {plover} {}: {}\n", tie.direction, headline(&config, &tie)));
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn all_realis_and_directions_read_well() {
    let config = config();
    let acts = [
        (TieType::SanctionsBan, Plover::Sanction, None),
        (TieType::SanctionsBan, Plover::Request, None),
        (TieType::Diplomatic, Plover::Consult, Some(Mode::Visit)),
        (TieType::EnergyNuclear, Plover::Agree, None),
        (TieType::ArmsThirdParty, Plover::Agree, None),
        (TieType::UkraineStance, Plover::Accuse, None),
        (TieType::MigrationVisa, Plover::Coerce, Some(Mode::Deport)),
        (TieType::TransportLogistics, Plover::Threaten, None),
    ];
    let mut told = String::new();
    for (tie_type, plover, mode) in acts {
        told.push_str(&format!("{tie_type} {plover}\n"));
        for realis in Realis::ALL {
            for direction in Direction::ALL {
                let mut tie = tie("ECU", tie_type, plover, mode);
                tie.realis = realis;
                tie.direction = direction;
                tie.third = vec![third("USA"), third("UKR")];
                if tie_type == TieType::MigrationVisa {
                    tie.russia.kind = RussianKind::Nationals;
                }
                told.push_str(&format!("  {realis} {direction}: {}\n", headline(&config, &tie)));
            }
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn names_are_as_full_as_the_line_allows() {
    let long = "Intergovernmental Commission for Scientific, Technical and Economic Cooperation and Shipping";
    let names = [
        ("lavrov", "Sergey Lavrov"),
        ("rus-mfa", "Russian Foreign Ministry"),
        ("noboa", "Daniel Noboa"),
        ("bhs-mfa", "Ministry of Foreign Affairs of the Bahamas"),
        ("long", long),
    ];
    let names: BTreeMap<String, String> = names.map(|(id, name)| (id.to_owned(), name.to_owned())).into();
    let config = Config::compiled().with_names(names);
    let mut told = Vec::new();
    for (russia, partners, actor) in [
        ("lavrov", "CUB", ""),
        ("rus-mfa", "CUB,NIC", ""),
        ("unknown-id", "CUB,NIC,VEN", ""),
        ("long", "ATG", ""),
        ("RUS", "CUB,NIC,VEN,BOL,HTI", ""),
        ("RUS", "VCT,KNA,ACS", ""),
        ("RUS", "ECU", "noboa"),
        ("RUS", "BHS", "bhs-mfa"),
        ("RUS", "BHS", "noboa"),
    ] {
        for direction in [Direction::RusToX, Direction::XToRus, Direction::Mutual] {
            let partners = partners.split(',').map(|code| Partner::from_code(code).unwrap()).collect();
            let mut tie = plain_tie(partners, TieType::Diplomatic, Plover::Consult, Some(Mode::Visit), 0);
            tie.russia.id = russia.to_owned();
            tie.direction = direction;
            if !actor.is_empty() {
                let country = tie.partner[0].code().to_owned();
                tie.partner_actors.push(Actor { id: actor.to_owned(), name: actor.to_owned(), country });
            }
            told.push(headline(&config, &tie));
        }
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn deeds_of_states_are_not_told_of_those_who_speak_for_them() {
    let config = config();
    let mut tie = tie("CUB", TieType::Military, Plover::Coerce, Some(Mode::Arrest));
    tie.russia.id = "lavrov".to_owned();
    assert_eq!(headline(&config, &tie), "Russia arrested people linked to Cuba");
    tie.plover = Plover::Accuse;
    assert_eq!(headline(&config, &tie), "Russia's Sergey Lavrov criticised Cuba over military activity");
}

#[test]
fn weak_sources_and_mere_judgements_are_marked() {
    let config = config();
    let mut tie = tie("CHL", TieType::MediaInfo, Plover::Coerce, Some(Mode::Misinformation));
    tie.polarity = Polarity::Conflict;
    tie.realis = Realis::Assessment;
    assert_eq!(headline(&config, &tie), "Russia allegedly spread disinformation about Chile");
    tie.realis = Realis::Planned;
    tie.attribution.strength = Strength::Weak;
    assert_eq!(headline(&config, &tie), "Russia reportedly plans to spread disinformation about Chile");
}
