//! What makes an alert severe.

use super::scenario::{config, tagged};
use crate::{State, alone, classify};

/// The lines of the severity that an article alone gives.
fn lines(tie: &str) -> String {
    let article = tagged(&format!("d1 a.1 ledger en weight=0.9 | A sentence | {tie}"));
    let alert = alone(&config(), &article).remove(0);
    let lines = alert.severity.contributions.iter().map(|line| format!("{:+.1} {}", line.value, line.name));
    let head = format!("{} {} {}", alert.headline, alert.severity.level.word(), alert.severity.score);
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_line_says_what_it_is_for() {
    let ties = [
        "ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03 ru:rosselkhoznadzor",
        "ECU sanctions_ban REQUEST X->RUS proposed",
        "ECU arms_third_party AGREE adverse X->third third:USA third:UKR",
        "CUB diplomatic CONSULT/visit ru:lavrov",
        "BRA culture_education_tourism AGREE planned mutual",
        "VEN military MOBILIZE/troops conflict assessment",
    ];
    insta::assert_snapshot!(ties.map(lines).join("\n\n"));
}

#[test]
fn the_score_is_the_sum_of_its_lines() {
    for tie in ["ECU sanctions_ban SANCTION/discontinue conflict", "VEN military COOPERATE mutual ru:shoigu"]
    {
        let alert = alone(&config(), &tagged(&format!("d1 a.1 ledger en weight=0.7 | A | {tie}"))).remove(0);
        let sum: f64 = alert.severity.contributions.iter().map(|line| line.value).sum();
        assert!((sum - alert.severity.score).abs() < 1e-9, "{sum} {}", alert.severity.score);
        for line in &alert.severity.contributions {
            assert!((line.value * 10.0 - (line.value * 10.0).round()).abs() < 1e-9, "{}", line.name);
        }
    }
}

#[test]
fn novelty_waits_for_thirty_days_and_then_tells_the_silence() {
    let script = [
        "d1 a.1 ledger en | First of all | PER trade AGREE 2024-02-01",
        "d20 b.1 ledger en | Still too early | BRA trade AGREE 2024-02-20",
        "d40 c.1 ledger en | Never seen before | BOL energy_nuclear AGREE 2024-03-10",
        "d90 d.1 ledger en | Seen some time ago | PER trade AGREE 2024-05-01",
        "d91 e.1 ledger en | Seen just now | PER trade AGREE 2024-05-02",
        "d91.1 f.1 ledger en | And again | PER trade AGREE 2024-05-03",
        "d91.2 g.1 ledger en | And again and again | PER trade AGREE 2024-05-04",
        "d91.3 h.1 ledger en | And once more | PER trade AGREE 2024-05-05",
    ];
    let mut state = State::new();
    let config = config();
    let mut told = String::new();
    for line in script {
        let sent = classify(&config, &mut state, &tagged(line)).alerts;
        let raised = sent.iter().find(|sent| sent.alert.revision == 1).unwrap();
        let history = raised.alert.severity.contributions.iter();
        let history =
            history.filter(|line| line.name.starts_with("novelty") || line.name.starts_with("burst"));
        let history: Vec<String> =
            history.map(|line| format!("  {:+.1} {}", line.value, line.name)).collect();
        told.push_str(&format!("{line}\n{}\n", history.join("\n")));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn what_was_surprising_stays_in_the_sum_when_the_story_grows() {
    let config = config();
    let mut state = State::new();
    classify(&config, &mut state, &tagged("d1 a.1 ledger en | Long ago | PER trade AGREE 2024-02-01"));
    let tie = "BOL energy_nuclear AGREE 2024-03-10";
    let raised = classify(&config, &mut state, &tagged(&format!("d40 b.1 ledger en | A plant | {tie}")));
    let updated = classify(&config, &mut state, &tagged(&format!("d41 c.1 correo es | Una planta | {tie}")));
    let novelty = |classified: &crate::Classified| {
        let alert = &classified.alerts.last().unwrap().alert;
        alert.severity.contributions.iter().find(|line| line.name.starts_with("novelty")).cloned()
    };
    assert!(novelty(&raised).is_some());
    assert_eq!(novelty(&raised), novelty(&updated));
}
