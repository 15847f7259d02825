//! Ties whose slots are not what the words of the act say by themselves.

use model::{Direction, Mode, Plover, Polarity, Realis, RussianKind, Sector, Tie, TieType};

use crate::cues::Act;
use crate::gazetteer::{EntryKind, FormRole};
use crate::mention::Mention;
use crate::reading::Reading;
use crate::side::Link;

use super::VOTE_AGAINST;

/// Id of the entry of Russian nationals.
const NATIONALS: &str = "russian-nationals";

/// Sets the slots of a special case right.
pub(super) fn settle(reading: &Reading<'_>, cue: &Act, link: &Link<'_>, tie: &mut Tie) {
    name_nationals(reading, link, tie);
    unsanctioned(cue, tie);
    vote_aligned(cue, tie);
}

/// "Refused Russian applicants", "deported the Russian": the adjective stands for people, not for the state.
fn name_nationals(reading: &Reading<'_>, link: &Link<'_>, tie: &mut Tie) {
    let on_people = tie.tie_type == TieType::MigrationVisa
        || matches!(tie.mode, Some(Mode::Arrest | Mode::Deport))
        || (tie.plover == Plover::Concede && tie.tie_type == TieType::LawEnforcementCt);
    let severe = matches!(tie.plover, Plover::Reject | Plover::Coerce | Plover::Concede | Plover::Sanction);
    let adjective =
        |mention: &&Mention| mention.role == FormRole::Demonym && mention.kind == EntryKind::State;
    let names = &reading.document.rules.names;
    if tie.russia.id == "RUS"
        && on_people
        && severe
        && tie.direction == Direction::XToRus
        && link.russia.iter().all(adjective)
        && names.gazetteer.entries.iter().any(|entry| entry.id == NATIONALS)
    {
        tie.russia.id = NATIONALS.to_owned();
        tie.russia.kind = RussianKind::Nationals;
        tie.russia.sector = Sector::Unk;
    }
}

/// "Has not joined the sanctions": who imposes none on Russia refuses them.
fn unsanctioned(cue: &Act, tie: &mut Tie) {
    if cue.id == "act.sanction" && tie.realis == Realis::Negated && tie.direction == Direction::XToRus {
        (tie.tie_type, tie.plover, tie.polarity) =
            (TieType::SanctionsStance, Plover::Reject, Polarity::Aligned);
        (tie.direction, tie.realis, tie.mode) = (Direction::XToThird, Realis::Actual, None);
        tie.context = Vec::new();
        tie.rules.push("frame.sanctions-not-joined".to_owned());
    }
}

/// A vote against those who condemn Russia is no act on Russia.
fn vote_aligned(cue: &Act, tie: &mut Tie) {
    if cue.id.starts_with(VOTE_AGAINST)
        && tie.polarity == Polarity::Aligned
        && tie.direction == Direction::XToRus
    {
        tie.direction = Direction::XToThird;
    }
}
