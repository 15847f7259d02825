//! What a tie is about, as a noun that follows "on" or "over".

use model::{Direction, Tie, TieType};

/// The topic of a friendly act: "agreed on …".
pub(super) fn of_cooperation(tie: &Tie) -> String {
    let noun = match tie.tie_type {
        TieType::Diplomatic => "bilateral relations",
        TieType::Parliamentary => "parliamentary ties",
        TieType::Trade => "trade",
        TieType::Payments => "payments and finance",
        TieType::Investment => "investment",
        TieType::SanctionsBan => "import restrictions",
        TieType::SanctionsStance => "sanctions",
        TieType::Military => "military matters",
        TieType::ArmsThirdParty => "Russian-made arms",
        TieType::Intelligence => "intelligence",
        TieType::LawEnforcementCt => "law enforcement",
        TieType::Cyber => "cyber security",
        TieType::EnergyNuclear => "energy",
        TieType::TransportLogistics => "transport",
        TieType::TechnologySpace => "technology and space",
        TieType::HealthHumanitarian => "health and relief",
        TieType::MediaInfo => "media",
        TieType::CultureEducationTourism => "people-to-people ties",
        TieType::MigrationVisa => "visas and migration",
        TieType::MultilateralBloc => "multilateral affairs",
        TieType::UkraineStance => "the war in Ukraine",
    };
    toward(tie, noun)
}

/// The topic of a quarrel: "criticised … over …".
pub(super) fn of_dispute(tie: &Tie) -> String {
    let noun = match tie.tie_type {
        TieType::Diplomatic => "diplomatic relations",
        TieType::Military => "military activity",
        TieType::Intelligence => "intelligence activity",
        TieType::Cyber => "cyber activity",
        TieType::MediaInfo => "media and information",
        TieType::HealthHumanitarian => "health and relief",
        _ => return of_cooperation(tie),
    };
    toward(tie, noun)
}

/// Toward a third party the line must still say what it has to do with Russia.
fn toward(tie: &Tie, noun: &str) -> String {
    let says_so = matches!(tie.tie_type, TieType::UkraineStance | TieType::ArmsThirdParty);
    match (tie.direction, tie.tie_type) {
        (Direction::XToThird, TieType::SanctionsStance) => "sanctions on Russia".to_owned(),
        (Direction::XToThird, _) if !says_so => format!("{noun} involving Russia"),
        _ => noun.to_owned(),
    }
}
