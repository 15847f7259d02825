//! Several states in one sentence, and one act in several sentences.

use super::{check, notation, ties};

fn found(title: &str, text: &str) -> Vec<String> {
    ties(title, text).iter().map(notation).collect()
}

#[test]
fn states_in_brackets_are_who_acts() {
    check(
        "Five countries of the region (Belize, Panama, Peru, Chile and Haiti) have bought Russian wheat.",
        &["BLZ PAN PER CHL HTI trade COOPERATE cooperation > actual"],
    );
}

#[test]
fn members_of_a_bloc_in_brackets_are_not_who_acts() {
    for text in [
        "Lavrov met the ministers of Mercosur (Argentina, Brazil, Paraguay and Uruguay) in Sochi.",
        "Belize talked with Russia about BRICS (Brazil, Russia, India, China and South Africa).",
    ] {
        let found = found("", text);
        assert!(!found.is_empty(), "{text}");
        assert!(found.iter().all(|tie| !tie.contains("ARG") && !tie.contains("BRA")), "{text}\n{found:#?}");
    }
}

#[test]
fn two_full_sentences_tell_two_acts() {
    let text = "Rusia entregó 20 camiones a Cuba. Además, Rusia entregó a Cuba un barco de trigo.";
    let found = found("Rusia y Cuba", text);
    assert_eq!(found.iter().filter(|tie| tie.contains("CUB")).count(), 2, "{found:#?}");
}

#[test]
fn a_headline_and_the_sentence_that_says_the_same_are_one_act() {
    let found = found(
        "Belize bans Russian fish",
        "The government of Belize has banned all imports of Russian fish, the ministry of trade said.",
    );
    assert_eq!(found.iter().filter(|tie| tie.contains("sanctions_ban")).count(), 1, "{found:#?}");
}

#[test]
fn a_headline_with_another_act_stands_by_itself() {
    let found = found(
        "Belize to buy Russian wheat",
        "Russia and Belize discussed trade in wheat. The Russian minister visited Belmopan on Monday.",
    );
    assert!(found.iter().any(|tie| tie.contains("BLZ trade") && tie.contains("planned")), "{found:#?}");
}

#[test]
fn what_is_done_to_a_third_party_is_not_lent_to_the_partner() {
    let found = found(
        "Belize sells fish to Russia",
        "Belize sent 40 tonnes of fish to Russia in May. Russia severed its trade ties with France in 2014.",
    );
    assert!(found.iter().all(|tie| !tie.contains("conflict")), "{found:#?}");
}
