//! Which alerts of two sides are joined, and what is told of them.

use model::{Alert, AlertId, Level, Partner, Realis, Span};

use super::{Difference, compare};

fn alert(id: &str) -> Alert {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/../bus/test_data/alert_v1.json");
    let alert = bus::wire::alert::from_json(&std::fs::read(golden).unwrap()).unwrap();
    Alert { id: AlertId::from_text(id), ..alert }
}

fn shown(difference: &Difference<'_>) -> String {
    let ids = |alerts: &[&Alert]| alerts.iter().map(|alert| alert.id.to_string()).collect::<Vec<_>>();
    let mut text = format!(
        "gone {:?} added {:?} same {}",
        ids(&difference.gone),
        ids(&difference.added),
        difference.same
    );
    for changed in &difference.changed {
        text += &format!(" {}~{}", changed.before.id, changed.after.id);
        for change in &changed.changes {
            text += &format!(" {}:{}>{}", change.what, change.before, change.after);
        }
    }
    text
}

#[test]
fn equal_sides_are_the_same_whatever_the_versions_and_the_order_of_evidence() {
    let mut other = alert("one");
    other.versions.rules = "other".to_owned();
    other.evidence.reverse();
    assert_eq!(shown(&compare(&[alert("one")], &[other])), "gone [] added [] same 1");
}

#[test]
fn an_alert_with_another_id_on_the_same_sentence_is_changed_not_gone_and_added() {
    let mut other = alert("two");
    other.tie.realis = Realis::Planned;
    other.tie.partner = vec![Partner::from_code("CUB").unwrap()];
    other.severity.level = Level::Minor;
    let found = shown(&compare(&[alert("one")], &[other]));
    assert!(found.starts_with("gone [] added [] same 0 one~two severity:"), "{found}");
    assert!(found.contains("partner:") && found.contains(">CUB") && found.contains(">planned"), "{found}");
}

#[test]
fn alerts_without_a_common_sentence_are_gone_and_added() {
    let mut other = alert("two");
    for evidence in &mut other.evidence {
        evidence.span = Span { start: 90_000, end: 90_001 };
    }
    assert_eq!(shown(&compare(&[alert("one")], &[other])), "gone [\"one\"] added [\"two\"] same 0");
}

#[test]
fn of_several_on_one_sentence_the_best_pairs_are_joined_first() {
    let (mut trade, mut arms) = (alert("trade"), alert("arms"));
    trade.tie.tie_type = model::TieType::Trade;
    arms.tie.tie_type = model::TieType::Military;
    let mut renamed = trade.clone();
    renamed.id = AlertId::from_text("renamed");
    let (before, after) = ([arms.clone(), trade], [renamed, arms]);
    let difference = compare(&before, &after);
    assert_eq!(shown(&difference), "gone [] added [] same 2");
    assert_eq!(shown(&compare(&before, &after[1..])), "gone [\"trade\"] added [] same 1");
}
