//! Which tellings are one story.

use super::scenario::check;

#[test]
fn outlets_and_languages_grow_one_alert() {
    check(
        "
d1 a.1 ledger en | Russia's watchdog banned bananas from five firms | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03 ru:rosselkhoznadzor
  A r1 raised [economy] severe 5.9: Russia's Rosselkhoznadzor banned imports from Ecuador (1 source)
d1.1 b.1 correo es | El servicio ruso vetó el banano de cinco empresas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03 ru:rosselkhoznadzor
  A r2 updated [economy] severe 6.3: Russia's Rosselkhoznadzor banned imports from Ecuador (2 sources)
d1.2 c.1 vestnik ru | Россельхознадзор запретил бананы | ECU sanctions_ban SANCTION/discontinue conflict ru:rosselkhoznadzor
  A r3 updated [economy] severe 6.7: Russia's Rosselkhoznadzor banned imports from Ecuador (3 sources)
d2 d.1 courier en | Moscow stops fruit of five Ecuadorian exporters | ECU sanctions_ban SANCTION conflict 2024-02-03
  A r4 updated [economy] severe 7.1: Russia's Rosselkhoznadzor banned imports from Ecuador (4 sources)
",
    );
}

#[test]
fn visits_of_two_ministers_in_one_week_are_two_stories() {
    check(
        "
d1 a.1 ledger en | Sergey Lavrov arrived in Havana | CUB diplomatic CONSULT/visit ru:lavrov
  A r1 raised [politics] minor 2.1: Russia's Sergey Lavrov visited Cuba (1 source)
d2 b.1 courier en | Sergei Shoigu arrived in Havana | CUB diplomatic CONSULT/visit ru:shoigu
  B r1 raised [politics] minor 1.6: Russia's Sergei Shoigu visited Cuba (1 source)
d2 c.1 correo es | Shoigú llegó a La Habana | CUB diplomatic CONSULT/visit ru:shoigu
  B r2 updated [politics] minor 2: Russia's Sergei Shoigu visited Cuba (2 sources)
d3 d.1 review en | The Russian foreign minister ended his Cuban trip | CUB diplomatic CONSULT/visit ru:lavrov by:diaz-canel
  A r2 updated [politics] moderate 3: Russia's Sergey Lavrov visited Cuba (2 sources)
",
    );
}

#[test]
fn a_ban_and_its_lifting_are_two_stories() {
    check(
        "
d1 a.1 ledger en | Russia bans flowers from Ecuador | ECU sanctions_ban SANCTION/discontinue conflict ru:rosselkhoznadzor
  A r1 raised [economy] severe 5.9: Russia's Rosselkhoznadzor banned imports from Ecuador (1 source)
d3 b.1 ledger en | Russia lifts its ban on flowers from Ecuador | ECU sanctions_ban RETREAT cooperation ru:rosselkhoznadzor
  B r1 raised [economy] moderate 3.5: Russia's Rosselkhoznadzor lifted restrictions on imports from Ecuador (1 source)
",
    );
}

#[test]
fn two_reports_of_one_language_without_anything_in_common_stay_apart() {
    check(
        "
d1 a.1 ledger en | Fertiliser from the Urals reaches growers in the south | BRA trade COOPERATE
  A r1 raised [economy] moderate 2.9: Russia traded with Brazil (1 source)
d2 b.1 courier en | Beef exporters win another market after months of waiting | BRA trade COOPERATE
  B r1 raised [economy] moderate 2.9: Russia traded with Brazil (1 source)
d2 c.1 review en | Fertiliser shipments from the Urals reach southern growers | BRA trade COOPERATE
  A r2 updated [economy] moderate 3.3: Russia traded with Brazil (2 sources)
",
    );
}

#[test]
fn a_text_of_another_language_is_matched_by_ids_type_and_date_only() {
    check(
        "
d1 a.1 ledger en | Fertiliser from the Urals reaches growers | BRA trade COOPERATE
  A r1 raised [economy] moderate 2.9: Russia traded with Brazil (1 source)
d3 b.1 folha pt | Adubo dos Urais chega ao campo | BRA trade COOPERATE
  A r2 updated [economy] moderate 3.3: Russia traded with Brazil (2 sources)
d9 c.1 vestnik ru | Удобрения пришли в Бразилию | BRA trade COOPERATE
  B r1 raised [economy] moderate 2.9: Russia traded with Brazil (1 source)
",
    );
}

#[test]
fn different_days_are_different_events_and_unknown_days_have_a_window() {
    check(
        "
d1 a.1 ledger en | An oil deal was signed by both ministers | VEN energy_nuclear AGREE mutual 2024-02-01
  A r1 raised [technology] moderate 3.2: Russia and Venezuela reached an agreement on energy (1 source)
d2 b.1 courier en | An oil deal was signed by both ministers in Caracas | VEN energy_nuclear AGREE mutual 2024-02-03
  B r1 raised [technology] moderate 3.2: Russia and Venezuela reached an agreement on energy (1 source)
d4 c.1 correo es | Firmaron un acuerdo petrolero | VEN energy_nuclear AGREE mutual
  A r2 updated [technology] moderate 3.6: Russia and Venezuela reached an agreement on energy (2 sources)
d9 d.1 folha pt | Assinaram um acordo de petróleo | VEN energy_nuclear AGREE mutual
  C r1 raised [technology] moderate 3.2: Russia and Venezuela reached an agreement on energy (1 source)
",
    );
}

#[test]
fn a_reprint_of_the_next_day_is_the_same_story_whatever_yesterday_was() {
    check(
        "
d1 a.1 ledger en | Yesterday the two energy ministers signed a paper on oil fields in the Orinoco belt and praised each other | VEN energy_nuclear AGREE mutual ~2024-02-01
  A r1 raised [technology] moderate 3.2: Russia and Venezuela reached an agreement on energy (1 source)
d2 b.1 courier en | Yesterday the two energy ministers signed a paper on oil fields in the Orinoco belt and praised each other | VEN energy_nuclear AGREE mutual ~2024-02-02
  A r2 updated [technology] moderate 3.2: Russia and Venezuela reached an agreement on energy (2 sources)
",
    );
}

#[test]
fn partners_must_be_equal_or_one_hold_the_other() {
    check(
        "
d1 a.1 ledger en | Cuba and Nicaragua back the Russian card | CUB,NIC payments SUPPORT X->RUS 2024-02-01
  A r1 raised [economy] minor 2.4: Cuba and Nicaragua voiced support for Russia on payments and finance (1 source)
d1 b.1 courier en | Cuba backs the card | CUB payments SUPPORT X->RUS 2024-02-01
  A r2 updated [economy] moderate 2.8: Cuba and Nicaragua voiced support for Russia on payments and finance (2 sources)
d1 c.1 review en | Nicaragua and Venezuela back the card | NIC,VEN payments SUPPORT X->RUS 2024-02-01
  B r1 raised [economy] minor 2.4: Nicaragua and Venezuela voiced support for Russia on payments and finance (1 source)
",
    );
}

#[test]
fn the_same_source_with_the_same_text_adds_nothing() {
    check(
        "
d1 a.1 ledger en | Russia banned bananas from Ecuador on Saturday | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r1 raised [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d1 b.1 ledger en | Russia banned bananas from Ecuador on Saturday | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
d1 c.1 courier en | Russia banned bananas from Ecuador on Saturday | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r2 updated [economy] severe 5.9: Russia banned imports from Ecuador (2 sources)
d1 d.1 review en | Bananas may not enter any more, said the watchdog | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r3 updated [economy] severe 6.3: Russia banned imports from Ecuador (3 sources)
",
    );
}

#[test]
fn a_silent_story_expires_and_later_news_are_a_new_one() {
    check(
        "
d1 a.1 ledger en | Russia banned bananas from Ecuador | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r1 raised [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d40 b.1 courier en | Nothing to see |
  A r2 expired [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d41 c.1 courier en | Russia banned bananas from Ecuador, remember | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  B r1 raised [economy] severe 7.1: Russia banned imports from Ecuador (1 source)
d41 a.2 ledger en | Russia banned bananas from Ecuador, edited after all | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
",
    );
}
