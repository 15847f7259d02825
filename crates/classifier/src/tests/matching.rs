//! Which tellings are one story.

use super::scenario::check;

#[test]
fn outlets_and_languages_grow_one_alert() {
    check(
        "
d1 a.1 ledger en | Russia's watchdog banned bananas from five firms | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03 ru:rosselkhoznadzor
d1.1 b.1 correo es | El servicio ruso vetó el banano de cinco empresas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03 ru:rosselkhoznadzor
d1.2 c.1 vestnik ru | Россельхознадзор запретил бананы | ECU sanctions_ban SANCTION/discontinue conflict ru:rosselkhoznadzor
d2 d.1 courier en | Moscow stops fruit of five Ecuadorian exporters | ECU sanctions_ban SANCTION conflict 2024-02-03
",
    );
}

#[test]
fn visits_of_two_ministers_in_one_week_are_two_stories() {
    check(
        "
d1 a.1 ledger en | Sergey Lavrov arrived in Havana | CUB diplomatic CONSULT/visit ru:lavrov
d2 b.1 courier en | Sergei Shoigu arrived in Havana | CUB diplomatic CONSULT/visit ru:shoigu
d2 c.1 correo es | Shoigú llegó a La Habana | CUB diplomatic CONSULT/visit ru:shoigu
d3 d.1 review en | The Russian foreign minister ended his Cuban trip | CUB diplomatic CONSULT/visit ru:lavrov by:diaz-canel
",
    );
}

#[test]
fn a_ban_and_its_lifting_are_two_stories() {
    check(
        "
d1 a.1 ledger en | Russia bans flowers from Ecuador | ECU sanctions_ban SANCTION/discontinue conflict ru:rosselkhoznadzor
d3 b.1 ledger en | Russia lifts its ban on flowers from Ecuador | ECU sanctions_ban RETREAT cooperation ru:rosselkhoznadzor
",
    );
}

#[test]
fn two_reports_of_one_language_without_anything_in_common_stay_apart() {
    check(
        "
d1 a.1 ledger en | Fertiliser from the Urals reaches growers in the south | BRA trade COOPERATE
d2 b.1 courier en | Beef exporters win another market after months of waiting | BRA trade COOPERATE
d2 c.1 review en | Fertiliser shipments from the Urals reach southern growers | BRA trade COOPERATE
",
    );
}

#[test]
fn a_text_of_another_language_is_matched_by_ids_type_and_date_only() {
    check(
        "
d1 a.1 ledger en | Fertiliser from the Urals reaches growers | BRA trade COOPERATE
d3 b.1 folha pt | Adubo dos Urais chega ao campo | BRA trade COOPERATE
d9 c.1 vestnik ru | Удобрения пришли в Бразилию | BRA trade COOPERATE
",
    );
}

#[test]
fn different_days_are_different_events_and_unknown_days_have_a_window() {
    check(
        "
d1 a.1 ledger en | An oil deal was signed by both ministers | VEN energy_nuclear AGREE mutual 2024-02-01
d2 b.1 courier en | An oil deal was signed by both ministers in Caracas | VEN energy_nuclear AGREE mutual 2024-02-03
d4 c.1 correo es | Firmaron un acuerdo petrolero | VEN energy_nuclear AGREE mutual
d9 d.1 folha pt | Assinaram um acordo de petróleo | VEN energy_nuclear AGREE mutual
",
    );
}

#[test]
fn a_reprint_of_the_next_day_is_the_same_story_whatever_yesterday_was() {
    check(
        "
d1 a.1 ledger en | Yesterday the two energy ministers signed a paper on oil fields in the Orinoco belt and praised each other | VEN energy_nuclear AGREE mutual ~2024-02-01
d2 b.1 courier en | Yesterday the two energy ministers signed a paper on oil fields in the Orinoco belt and praised each other | VEN energy_nuclear AGREE mutual ~2024-02-02
",
    );
}

#[test]
fn partners_must_be_equal_or_one_hold_the_other() {
    check(
        "
d1 a.1 ledger en | Cuba and Nicaragua back the Russian card | CUB,NIC payments SUPPORT X->RUS 2024-02-01
d1 b.1 courier en | Cuba backs the card | CUB payments SUPPORT X->RUS 2024-02-01
d1 c.1 review en | Nicaragua and Venezuela back the card | NIC,VEN payments SUPPORT X->RUS 2024-02-01
",
    );
}

#[test]
fn the_same_source_with_the_same_text_adds_nothing() {
    check(
        "
d1 a.1 ledger en | Russia banned bananas from Ecuador on Saturday | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
d1 b.1 ledger en | Russia banned bananas from Ecuador on Saturday | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
d1 c.1 courier en | Russia banned bananas from Ecuador on Saturday | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
d1 d.1 review en | Bananas may not enter any more, said the watchdog | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
",
    );
}

#[test]
fn a_silent_story_expires_and_later_news_are_a_new_one() {
    check(
        "
d1 a.1 ledger en | Russia banned bananas from Ecuador | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
d40 b.1 courier en | Nothing to see |
d41 c.1 courier en | Russia banned bananas from Ecuador, remember | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
d41 a.2 ledger en | Russia banned bananas from Ecuador, edited after all | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
",
    );
}
