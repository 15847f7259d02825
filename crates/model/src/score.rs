//! The published score tables: CAMEO leaf of a tie, Goldstein score of that leaf, PLOVER score. Never mixed with each other
//! or with our own confidence.

use crate::{Mode, Plover, TieType};

/// PLOVER score of a type (PLOVER/POLECAT weights; TAXONOMY.md section 2), −10 to 10.
pub fn plover_score(plover: Plover) -> f64 {
    match plover {
        Plover::Agree | Plover::Consult => 2.5,
        Plover::Support => 5.0,
        Plover::Concede => 4.5,
        Plover::Cooperate => 9.5,
        Plover::Aid => 10.0,
        Plover::Retreat => 6.5,
        Plover::Request => 0.0,
        Plover::Accuse | Plover::Reject => -2.0,
        Plover::Threaten => -3.5,
        Plover::Protest => -5.0,
        Plover::Sanction => -6.0,
        Plover::Mobilize => -5.5,
        Plover::Coerce => -7.0,
        Plover::Assault => -9.0,
    }
}

/// CAMEO leaf code of a tie, by the table of TAXONOMY.md section 2.
pub fn cameo(tie_type: TieType, plover: Plover, mode: Option<Mode>) -> &'static str {
    match plover {
        Plover::Agree => agree(tie_type),
        Plover::Consult => match mode {
            Some(Mode::Visit) => "042",
            Some(Mode::Phone) => "041",
            _ => "040",
        },
        Plover::Support => match tie_type {
            TieType::Payments | TieType::UkraineStance => "051",
            TieType::SanctionsStance => "052",
            TieType::Diplomatic => "050",
            _ => "057",
        },
        Plover::Concede => "081",
        Plover::Cooperate => cooperate(tie_type),
        Plover::Aid => aid(tie_type),
        Plover::Retreat => "085",
        Plover::Request => match mode {
            Some(Mode::Assist) => "0211",
            _ => "020",
        },
        Plover::Accuse => accuse(tie_type, mode),
        Plover::Reject => reject(tie_type, mode),
        Plover::Threaten => match tie_type {
            TieType::Trade | TieType::SanctionsBan => "1312",
            _ => "130",
        },
        Plover::Protest => "140",
        Plover::Mobilize => match mode {
            Some(Mode::Troops) => "154",
            Some(Mode::Weapons) => "152",
            _ => "150",
        },
        Plover::Sanction => sanction(tie_type, mode),
        Plover::Coerce => coerce(tie_type, mode),
        Plover::Assault => "190",
    }
}

fn agree(tie_type: TieType) -> &'static str {
    match tie_type {
        TieType::Trade
        | TieType::Payments
        | TieType::Investment
        | TieType::EnergyNuclear
        | TieType::TransportLogistics
        | TieType::TechnologySpace => "0311",
        TieType::Military | TieType::ArmsThirdParty => "0312",
        TieType::LawEnforcementCt => "0313",
        TieType::Intelligence => "0314",
        TieType::Parliamentary | TieType::MultilateralBloc => "032",
        _ => "030",
    }
}

fn cooperate(tie_type: TieType) -> &'static str {
    match tie_type {
        TieType::Military | TieType::ArmsThirdParty => "062",
        TieType::LawEnforcementCt => "063",
        TieType::Intelligence | TieType::Cyber => "064",
        TieType::MediaInfo | TieType::CultureEducationTourism | TieType::Diplomatic => "060",
        _ => "061",
    }
}

fn aid(tie_type: TieType) -> &'static str {
    match tie_type {
        TieType::Military | TieType::ArmsThirdParty => "072",
        TieType::Trade | TieType::Payments | TieType::Investment | TieType::EnergyNuclear => "071",
        _ => "073",
    }
}

fn accuse(tie_type: TieType, mode: Option<Mode>) -> &'static str {
    match (tie_type, mode) {
        (TieType::Military, Some(Mode::Allege)) => "1123",
        (TieType::Intelligence, Some(Mode::Allege)) => "1125",
        (TieType::Cyber | TieType::MediaInfo, _) | (_, Some(Mode::Allege)) => "112",
        _ => "111",
    }
}

fn reject(tie_type: TieType, mode: Option<Mode>) -> &'static str {
    match (tie_type, mode) {
        (_, Some(Mode::Meet)) => "125",
        (TieType::Trade | TieType::Payments | TieType::Investment, _) => "1211",
        (TieType::LawEnforcementCt, _) => "1213",
        (TieType::HealthHumanitarian, _) => "1223",
        (TieType::MigrationVisa, _) => "1241",
        _ => "120",
    }
}

fn sanction(tie_type: TieType, mode: Option<Mode>) -> &'static str {
    match (tie_type, mode) {
        (_, Some(Mode::Expel)) => "166",
        (TieType::Diplomatic, _) => "161",
        (TieType::Military, _) => "1622",
        (TieType::TechnologySpace, _) => "1621",
        (TieType::EnergyNuclear | TieType::Investment | TieType::MultilateralBloc, Some(Mode::Withdraw))
        | (TieType::CultureEducationTourism | TieType::MigrationVisa, _) => "160",
        _ => "163",
    }
}

fn coerce(tie_type: TieType, mode: Option<Mode>) -> &'static str {
    match (tie_type, mode) {
        (_, Some(Mode::Arrest)) => "173",
        (_, Some(Mode::Deport)) => "174",
        (_, Some(Mode::Seize)) => "171",
        (_, Some(Mode::Censor)) => "1721",
        (TieType::TransportLogistics, Some(Mode::Restrict | Mode::Blockade)) => "191",
        (TieType::Cyber, _) => "170",
        _ => "172",
    }
}

/// Goldstein score of a CAMEO leaf (Goldstein 1992 as scaled in the CAMEO codebook), −10 to 10. A leaf without a value of
/// its own takes its parent's.
pub fn goldstein(cameo: &str) -> Option<f64> {
    (2..=cameo.len()).rev().find_map(|end| {
        let code = cameo.get(..end)?;
        GOLDSTEIN.iter().find(|(leaf, _)| *leaf == code).map(|(_, score)| *score)
    })
}

const GOLDSTEIN: [(&str, f64); 62] = [
    ("02", 3.0),
    ("020", 3.0),
    ("021", 3.4),
    ("0211", 3.4),
    ("03", 4.0),
    ("030", 4.0),
    ("031", 5.2),
    ("0311", 5.2),
    ("0312", 5.2),
    ("0313", 5.2),
    ("0314", 5.2),
    ("032", 4.5),
    ("036", 4.0),
    ("04", 1.0),
    ("040", 1.0),
    ("041", 1.0),
    ("042", 1.9),
    ("043", 2.8),
    ("044", 2.5),
    ("05", 3.5),
    ("050", 3.5),
    ("051", 3.4),
    ("052", 3.5),
    ("054", 6.0),
    ("057", 8.0),
    ("06", 6.0),
    ("060", 6.0),
    ("061", 6.4),
    ("062", 7.4),
    ("063", 7.4),
    ("064", 7.0),
    ("07", 7.0),
    ("071", 7.4),
    ("072", 8.3),
    ("073", 7.4),
    ("08", 5.0),
    ("081", 5.0),
    ("085", 7.0),
    ("11", -2.0),
    ("111", -2.0),
    ("112", -2.0),
    ("114", -2.0),
    ("12", -4.0),
    ("120", -4.0),
    ("121", -4.0),
    ("122", -4.0),
    ("124", -5.0),
    ("125", -5.0),
    ("129", -5.0),
    ("13", -4.4),
    ("131", -5.8),
    ("14", -6.5),
    ("15", -7.2),
    ("16", -4.0),
    ("160", -4.0),
    ("161", -4.0),
    ("162", -5.6),
    ("163", -8.0),
    ("166", -7.0),
    ("17", -7.0),
    ("173", -5.0),
    ("19", -10.0),
];
