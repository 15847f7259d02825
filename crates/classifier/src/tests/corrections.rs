//! Edits and withdrawals.

use super::scenario::check;

#[test]
fn the_same_revision_twice_changes_nothing() {
    check(
        "
d1 a.1 ledger en | Russia banned bananas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r1 raised [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d1 a.1 ledger en | Russia banned bananas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
d2 a.2 ledger en | Russia will ban bananas | ECU sanctions_ban SANCTION/discontinue conflict planned 2024-02-03
  A r2 updated [economy] severe 5.4: Russia plans to ban imports from Ecuador (1 source)
d2 a.1 ledger en | Russia banned bananas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
d2 a.2 ledger en | Russia will ban bananas | ECU sanctions_ban SANCTION/discontinue conflict planned 2024-02-03
",
    );
}

#[test]
fn an_edit_that_changes_a_slot_updates_and_one_that_does_not_is_silent() {
    check(
        "
d1 a.1 ledger en | Russia banned bananas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r1 raised [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d2 a.2 ledger en | Russia banned bananas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
d3 a.3 ledger en | Russia banned bananas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-04
  A r2 updated [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d4 a.4 ledger en | Russia lifted the ban on bananas | ECU sanctions_ban RETREAT cooperation 2024-02-04
  A r3 updated [economy] moderate 3.5: Russia lifted restrictions on imports from Ecuador (1 source)
",
    );
}

#[test]
fn a_tie_that_is_gone_cancels_and_its_return_updates_the_same_alert() {
    check(
        "
d1 a.1 ledger en | Russia banned bananas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r1 raised [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d2 a.2 ledger en | This article was wrong |
  A r2 cancelled (edited) [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d2 a.3 ledger en | This article was still wrong |
d3 a.4 ledger en | Russia banned bananas after all | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r3 updated [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
",
    );
}

#[test]
fn a_denial_put_in_by_an_edit_cancels() {
    check(
        "
d1 a.1 ledger en | Russia banned bananas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r1 raised [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d2 a.2 ledger en | Russia did not ban bananas | ECU sanctions_ban SANCTION/discontinue conflict negated 2024-02-03
  A r2 cancelled (edited) [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
",
    );
}

#[test]
fn the_last_withdrawal_cancels_and_those_before_update() {
    check(
        "
d1 a.1 ledger en | Russia banned bananas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r1 raised [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d1 b.1 correo es | Rusia vetó el banano | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r2 updated [economy] severe 6.3: Russia banned imports from Ecuador (2 sources)
d2 a.2 ledger en withdrawn | |
  A r3 updated [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d3 b.2 correo es withdrawn | |
  A r4 cancelled (withdrawn) [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d3 b.2 correo es withdrawn | |
",
    );
}

#[test]
fn an_edit_may_add_an_act_and_keep_the_first() {
    check(
        "
d1 a.1 ledger en | Russia banned bananas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  A r1 raised [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
d2 a.2 ledger en | Russia banned bananas. Quito asks to lift the ban | ECU sanctions_ban REQUEST X->RUS proposed ; ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
  B r1 raised [economy] minor 1.3: Ecuador asks Russia to lift import restrictions (1 source)
  A r2 updated [economy] severe 5.9: Russia banned imports from Ecuador (1 source)
",
    );
}

#[test]
fn an_edit_does_not_make_an_article_old() {
    check(
        "
d1 a.1 ledger en told=d1 age=24 | A plain report | PER trade COOPERATE 2024-02-01
  A r1 raised [economy] moderate 2.9: Russia traded with Peru (1 source)
d5 a.2 ledger en told=d1 age=24 | A plain report, corrected | PER trade COOPERATE 2024-02-02
  A r2 updated [economy] moderate 2.9: Russia traded with Peru (1 source)
",
    );
}

#[test]
fn channels_hear_of_what_enters_and_leaves_them() {
    let text = include_str!("../../../../config/channels.toml").to_owned()
        + "\n[[channel]]\nname = \"done\"\nrealis = [\"actual\"]\n";
    let config = crate::Config::parse("channels.toml", &text).unwrap();
    let script = "
d1 a.1 ledger en | Russia will ban bananas | ECU sanctions_ban SANCTION/discontinue conflict planned 2024-02-03
d2 a.2 ledger en | Russia banned bananas | ECU sanctions_ban SANCTION/discontinue conflict 2024-02-03
d3 a.3 ledger en | Russia will ban bananas | ECU sanctions_ban SANCTION/discontinue conflict planned 2024-02-03
d4 a.4 ledger en withdrawn | |
";
    let told = super::scenario::run(&config, script);
    insta::assert_snapshot!(told);
}
