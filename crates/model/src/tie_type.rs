//! What a tie is about: the 21 tie types of TAXONOMY.md section 2.

use std::fmt;

/// What a tie is about (TAXONOMY.md section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TieType {
    /// Visits, talks, calls, recognition, envoys.
    Diplomatic,
    /// Legislatures.
    Parliamentary,
    /// Goods, markets, tariffs.
    Trade,
    /// De-dollarisation, Mir, national currencies, clearing, debt.
    Payments,
    /// Capital, concessions, joint ventures.
    Investment,
    /// Bans and sanitary restrictions between the two sides, and their lifting.
    SanctionsBan,
    /// A view of third-party sanctions.
    SanctionsStance,
    /// Forces, exercises, arms, training, port calls.
    Military,
    /// Arms of Russian make given, sold or refused to a third state.
    ArmsThirdParty,
    /// Services, spies, listening posts.
    Intelligence,
    /// Police, courts, extradition, drugs, terrorism.
    LawEnforcementCt,
    /// Networks, hacking, information security.
    Cyber,
    /// Oil, gas, power, nuclear, lithium in energy deals.
    EnergyNuclear,
    /// Flights, ships, ports, hubs, railways.
    TransportLogistics,
    /// Satellites, GLONASS, telecom, science.
    TechnologySpace,
    /// Vaccines, medicine, disaster aid.
    HealthHumanitarian,
    /// Broadcasters, disinformation, press accords.
    MediaInfo,
    /// Scholarships, language, church, tourism.
    CultureEducationTourism,
    /// Visas, residence, deportation.
    MigrationVisa,
    /// BRICS, CELAC, ALBA, MERCOSUR, EAEU, UN votes.
    MultilateralBloc,
    /// A state's position on the war.
    UkraineStance,
}

impl TieType {
    /// All values, in their documented order.
    pub const ALL: [TieType; 21] = [
        TieType::Diplomatic,
        TieType::Parliamentary,
        TieType::Trade,
        TieType::Payments,
        TieType::Investment,
        TieType::SanctionsBan,
        TieType::SanctionsStance,
        TieType::Military,
        TieType::ArmsThirdParty,
        TieType::Intelligence,
        TieType::LawEnforcementCt,
        TieType::Cyber,
        TieType::EnergyNuclear,
        TieType::TransportLogistics,
        TieType::TechnologySpace,
        TieType::HealthHumanitarian,
        TieType::MediaInfo,
        TieType::CultureEducationTourism,
        TieType::MigrationVisa,
        TieType::MultilateralBloc,
        TieType::UkraineStance,
    ];

    /// The word used on the wire and in gold files.
    pub fn word(self) -> &'static str {
        match self {
            TieType::Diplomatic => "diplomatic",
            TieType::Parliamentary => "parliamentary",
            TieType::Trade => "trade",
            TieType::Payments => "payments",
            TieType::Investment => "investment",
            TieType::SanctionsBan => "sanctions_ban",
            TieType::SanctionsStance => "sanctions_stance",
            TieType::Military => "military",
            TieType::ArmsThirdParty => "arms_third_party",
            TieType::Intelligence => "intelligence",
            TieType::LawEnforcementCt => "law_enforcement_ct",
            TieType::Cyber => "cyber",
            TieType::EnergyNuclear => "energy_nuclear",
            TieType::TransportLogistics => "transport_logistics",
            TieType::TechnologySpace => "technology_space",
            TieType::HealthHumanitarian => "health_humanitarian",
            TieType::MediaInfo => "media_info",
            TieType::CultureEducationTourism => "culture_education_tourism",
            TieType::MigrationVisa => "migration_visa",
            TieType::MultilateralBloc => "multilateral_bloc",
            TieType::UkraineStance => "ukraine_stance",
        }
    }

    /// The value that [`TieType::word`] writes as `word`.
    pub fn from_word(word: &str) -> Option<TieType> {
        TieType::ALL.into_iter().find(|value| value.word() == word)
    }
}

impl fmt::Display for TieType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
