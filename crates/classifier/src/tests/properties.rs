//! What holds for every log: replay, repeats, ids and revisions.

use std::collections::BTreeMap;

use model::{Alert, AlertId, TaggedArticle, Transition};
use proptest::prelude::{Strategy, prop, prop_assert, prop_assert_eq, proptest};

use super::scenario::{config, tagged};
use crate::{ChannelledAlert, State, StateValue, classify};

const TIES: [&str; 7] = [
    "",
    "ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03 ru:rosselkhoznadzor",
    "ECU sanctions_ban RETREAT cooperation",
    "ECU trade AGREE planned ; ECU trade AGREE 2024-02-05",
    "CUB diplomatic CONSULT/visit ru:lavrov ; CUB,NIC payments SUPPORT X->RUS",
    "CUB diplomatic CONSULT/visit ru:shoigu",
    "NIC payments SUPPORT X->RUS negated",
];
const TEXTS: [&str; 3] = [
    "The two ministers signed a paper on bananas and flowers",
    "The two ministers signed a paper on bananas and roses",
    "Nothing like it at all",
];

/// Revisions of six articles in the order of a log: revisions of one article rise, days too, some records come twice.
fn logs() -> impl Strategy<Value = Vec<TaggedArticle>> {
    let step = (0..6_usize, 0..TIES.len(), 0..TEXTS.len(), 0..3_usize, 0..8_usize, 0..9_u32);
    prop::collection::vec(step, 1..40).prop_map(|steps| {
        let mut latest: [Option<TaggedArticle>; 6] = Default::default();
        let mut day = 1;
        let mut record =
            |(article, ties, text, repeat, what, days): (usize, usize, usize, usize, usize, u32)| {
                day += if days == 8 { 35 } else { days / 3 };
                if let (0, Some(again)) = (repeat, &latest[article]) {
                    return again.clone();
                }
                let revision = latest[article].as_ref().map_or(1, |latest| latest.article.revision + 1);
                let lang = ["en", "es", "ru"][article % 3];
                let options = if what == 0 { "withdrawn" } else { "told=d1 age=900" };
                let (source, ties, text) = (article % 4, TIES[ties], TEXTS[text]);
                let line =
                    format!("d{day} a{article}.{revision} s{source} {lang} {options} | {text} | {ties}");
                latest[article].insert(tagged(&line)).clone()
            };
        steps.into_iter().map(&mut record).collect()
    })
}

fn fold(state: &mut State, log: &[TaggedArticle]) -> Vec<ChannelledAlert> {
    let config = config();
    log.iter().flat_map(|tagged| classify(&config, state, tagged).alerts).collect()
}

proptest! {
    #[test]
    fn a_replay_gives_the_same_alerts_and_state(log in logs()) {
        let (mut first, mut second) = (State::new(), State::new());
        prop_assert_eq!(fold(&mut first, &log), fold(&mut second, &log));
        prop_assert_eq!(first.values(), second.values());
    }

    #[test]
    fn every_revision_is_sent_once_in_order_and_begins_with_raised(log in logs()) {
        let mut latest: BTreeMap<AlertId, Alert> = BTreeMap::new();
        for sent in fold(&mut State::new(), &log) {
            let alert = sent.alert;
            let before = latest.get(&alert.id).map_or(0, |before| before.revision);
            prop_assert_eq!(alert.revision, before + 1);
            prop_assert_eq!(alert.transition == Transition::Raised, alert.revision == 1);
            prop_assert!(!alert.evidence.is_empty());
            prop_assert!(alert.headline.chars().count() <= 120);
            latest.insert(alert.id.clone(), alert);
        }
    }

    #[test]
    fn what_was_read_before_changes_nothing(log in logs(), picks in prop::collection::vec(0..40_usize, 1..20)) {
        let mut state = State::new();
        fold(&mut state, &log);
        let before = state.values();
        for pick in picks {
            let again = &log[pick % log.len()];
            // An article without a story leaves no trace to know it by, and none to double.
            if !log.iter().any(|other| other.article.id == again.article.id && other.article.revision > again.article.revision) {
                let sent = classify(&config(), &mut state, again);
                let raised = sent.alerts.iter().any(|sent| sent.alert.transition == Transition::Raised);
                prop_assert!(!raised);
            }
        }
        prop_assert_eq!(before, state.values());
    }

    #[test]
    fn a_restart_anywhere_changes_nothing(log in logs(), cut in 0..40_usize) {
        let cut = cut.min(log.len());
        let config = config();
        let mut whole = State::new();
        let mut written: BTreeMap<String, StateValue> = BTreeMap::new();
        for tagged in &log[..cut] {
            for change in classify(&config, &mut whole, tagged).changed {
                match change.value {
                    Some(value) => written.insert(change.key, value),
                    None => written.remove(&change.key),
                };
            }
        }
        let mut restored = State::restore(written.into_values().collect());
        prop_assert_eq!(whole.values(), restored.values());
        prop_assert_eq!(fold(&mut whole, &log[cut..]), fold(&mut restored, &log[cut..]));
    }

    #[test]
    fn followers_of_a_channel_see_each_alert_enter_before_it_changes(log in logs()) {
        let mut inside: BTreeMap<(String, AlertId), bool> = BTreeMap::new();
        for sent in fold(&mut State::new(), &log) {
            for channel in &sent.channels {
                let key = (channel.channel.clone(), sent.alert.id.clone());
                let known = inside.contains_key(&key);
                prop_assert_eq!(known, channel.transition != Transition::Raised);
                inside.insert(key, true);
            }
        }
    }
}
