//! The fold, told as stories: lines of articles, and under each what was sent.

mod corrections;
mod matching;
mod properties;
pub(crate) mod scenario;
mod scoring;

use model::Level;
use scenario::{check, classified, config, tagged};

use crate::{Config, State, alone, classify};

const BAN: &str = "ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03 ru:rosselkhoznadzor";

#[test]
fn only_firm_ties_that_neither_are_negated_nor_past_raise() {
    check(
        "
d1 a.1 ledger en | Four ties that raise nothing and one that does | ECU trade AGREE S ; ECU trade AGREE negated ; ECU trade COOPERATE historical ; ECU trade AGREE planned
  A r1 raised [economy] minor 2.1: Russia plans to cooperate with Ecuador on trade (1 source)
",
    );
}

#[test]
fn an_empty_article_raises_nothing() {
    check(
        "
d1 a.1 ledger en | Nothing of interest |
",
    );
}

#[test]
fn one_act_in_several_sentences_is_one_alert_that_its_fullest_tie_stands_for() {
    check(
        "
d1 a.1 ledger en | A lead and a fuller sentence | ECU sanctions_ban SANCTION conflict ; ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03 ru:rosselkhoznadzor ; ECU sanctions_ban SANCTION conflict planned
  A r1 raised [economy] severe 5.9: Russia's Rosselkhoznadzor banned imports from Ecuador (1 source)
",
    );
}

#[test]
fn a_ban_and_the_plea_to_lift_it_are_two_alerts_of_one_article() {
    check(
        "
d1 a.1 ledger en | The ban, and the plea | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03 ; ECU sanctions_ban REQUEST cooperation proposed X->RUS
  A r1 raised [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
  B r1 raised [economy] minor 1.3: Ecuador asks Russia to lift import restrictions (1 source)
",
    );
}

#[test]
fn each_status_has_a_memory_of_its_own() {
    check(
        "
d1 a.1 ledger en Exercise | A drill about bananas | ECU trade AGREE 2024-02-03
  A r1 raised [economy] moderate 2.6: Russia reached an agreement with Ecuador on trade (1 source)
d1 b.1 courier en | The real thing about bananas | ECU trade AGREE 2024-02-03
  B r1 raised [economy] moderate 2.6: Russia reached an agreement with Ecuador on trade (1 source)
d90 c.1 ledger en Exercise | Much later in the drill |
  A r2 expired [economy] moderate 2.6: Russia reached an agreement with Ecuador on trade (1 source)
d2 d.1 correo es | Otra vez los plátanos | ECU trade AGREE 2024-02-03
  B r2 updated [economy] moderate 3: Russia reached an agreement with Ecuador on trade (2 sources)
",
    );
}

#[test]
fn an_old_entry_counts_but_never_raises_until_a_fresh_one_joins() {
    check(
        "
d9 a.1 ledger en told=d1 age=72 | Bananas were banned long ago | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
d9 b.1 courier en told=d9 age=72 | Bananas were banned, we now learn | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r1 raised [economy] severe 6.3: Russia banned imports from Ecuador (2 sources)
d9 c.1 review en told=d1 | This source has no limit of age | PER trade AGREE
  B r1 raised [economy] moderate 2.6: Russia reached an agreement with Peru on trade (1 source)
",
    );
}

#[test]
fn alone_ignores_age_status_and_history() {
    let config = config();
    let article = tagged(
        "d9 a.1 ledger en Exercise told=d1 age=72 | Old news | ECU trade AGREE 2024-01-01 ; PER trade AGREE negated",
    );
    let alerts = alone(&config, &article);
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0].channels, ["economy"]);
    assert_eq!(alerts[0].status, model::Status::Actual);
    assert_eq!(alerts, alone(&config, &article), "the same article gives the same alerts");
}

#[test]
fn the_state_that_is_written_down_restores_the_same_memory() {
    let script = format!(
        "d1 a.1 ledger en | One text about bananas | {BAN}\nd2 b.1 correo es | Plátanos | {BAN}\nd40 c.1 ledger en | Flowers | {BAN}"
    );
    let (state, written) = classified(&config(), &script);
    let restored = State::restore(written.into_values().collect());
    assert_eq!(restored.values(), state.values());
    assert_eq!(State::restore(state.values()).values(), state.values());
}

#[test]
fn keys_of_the_state_are_stable() {
    let (_, written) = classified(&config(), &format!("d1 a.1 ledger en | Bananas | {BAN}"));
    let keys: Vec<&String> = written.keys().collect();
    let id = "Actual/story/";
    assert!(keys.contains(&&"Actual/clock".to_owned()), "{keys:?}");
    assert!(keys.contains(&&"Actual/rate/ECU/sanctions_ban".to_owned()), "{keys:?}");
    assert!(keys.iter().any(|key| key.starts_with(id) && key.len() == id.len() + 36), "{keys:?}");
}

#[test]
fn channels_filter_by_everything_they_may_name() {
    let text = include_str!("../../../config/channels.toml").to_owned()
        + r#"
[[channel]]
name = "ecuador-banned"
countries = ["ECU"]
tie_types = ["sanctions_ban"]
realis = ["actual"]
severity = "severe"
languages = ["en"]
sources = ["ledger"]
[[channel]]
name = "extreme"
severity = "extreme"
"#;
    let config = Config::parse("channels.toml", &text).unwrap();
    let channels = |line: &str| alone(&config, &tagged(line))[0].channels.join(" ");
    let with = |head: &str, realis: &str| channels(&format!("d1 a.1 {head} | Bananas | {BAN} {realis}"));
    assert_eq!(with("ledger en", "actual"), "economy ecuador-banned");
    assert_eq!(with("courier en", "actual"), "economy");
    assert_eq!(with("ledger es", "actual"), "economy");
    assert_eq!(with("ledger en", "hypothetical"), "economy");
}

#[test]
fn an_alert_that_fits_no_channel_is_still_sent() {
    let text = include_str!("../../../config/channels.toml");
    let at = text.find("\n[[channel]]").unwrap();
    let config = Config::parse("channels.toml", &text[..at]).unwrap();
    let article = tagged(&format!("d1 a.1 ledger en | Bananas | {BAN}"));
    let sent = classify(&config, &mut State::new(), &article).alerts;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].channels.is_empty());
    assert_eq!(sent[0].alert.severity.level, Level::Severe);
}
