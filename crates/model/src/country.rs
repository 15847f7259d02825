//! Who can be a partner: the 33 states of Latin America and the Caribbean, the region as such, and the blocs.

use std::fmt;

/// A state of the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// ISO 3166-1 alpha-3 code.
    pub code: &'static str,
    /// Short English name as headlines use it.
    pub name: &'static str,
    /// English adjective.
    pub adjective: &'static str,
}

/// A bloc that can be a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bloc {
    /// Code of TAXONOMY.md section 1.
    pub code: &'static str,
    /// English name as headlines use it.
    pub name: &'static str,
}

/// Code of the region where its states are not named.
pub const REGION_CODE: &str = "LAC";

const fn state_of(code: &'static str, name: &'static str, adjective: &'static str) -> State {
    State { code, name, adjective }
}

/// The 33 states (the members of CELAC), by code.
pub const STATES: [State; 33] = [
    state_of("ARG", "Argentina", "Argentine"),
    state_of("ATG", "Antigua and Barbuda", "Antiguan"),
    state_of("BHS", "the Bahamas", "Bahamian"),
    state_of("BLZ", "Belize", "Belizean"),
    state_of("BOL", "Bolivia", "Bolivian"),
    state_of("BRA", "Brazil", "Brazilian"),
    state_of("BRB", "Barbados", "Barbadian"),
    state_of("CHL", "Chile", "Chilean"),
    state_of("COL", "Colombia", "Colombian"),
    state_of("CRI", "Costa Rica", "Costa Rican"),
    state_of("CUB", "Cuba", "Cuban"),
    state_of("DMA", "Dominica", "Dominican"),
    state_of("DOM", "the Dominican Republic", "Dominican"),
    state_of("ECU", "Ecuador", "Ecuadorian"),
    state_of("GRD", "Grenada", "Grenadian"),
    state_of("GTM", "Guatemala", "Guatemalan"),
    state_of("GUY", "Guyana", "Guyanese"),
    state_of("HND", "Honduras", "Honduran"),
    state_of("HTI", "Haiti", "Haitian"),
    state_of("JAM", "Jamaica", "Jamaican"),
    state_of("KNA", "Saint Kitts and Nevis", "Kittitian"),
    state_of("LCA", "Saint Lucia", "Saint Lucian"),
    state_of("MEX", "Mexico", "Mexican"),
    state_of("NIC", "Nicaragua", "Nicaraguan"),
    state_of("PAN", "Panama", "Panamanian"),
    state_of("PER", "Peru", "Peruvian"),
    state_of("PRY", "Paraguay", "Paraguayan"),
    state_of("SLV", "El Salvador", "Salvadoran"),
    state_of("SUR", "Suriname", "Surinamese"),
    state_of("TTO", "Trinidad and Tobago", "Trinidadian"),
    state_of("URY", "Uruguay", "Uruguayan"),
    state_of("VCT", "Saint Vincent and the Grenadines", "Vincentian"),
    state_of("VEN", "Venezuela", "Venezuelan"),
];

const BLOCS: [Bloc; 13] = [
    Bloc { code: "ACS", name: "the Association of Caribbean States" },
    Bloc { code: "ALBA", name: "ALBA" },
    Bloc { code: "BRICS", name: "BRICS" },
    Bloc { code: "CAN", name: "the Andean Community" },
    Bloc { code: "CARICOM", name: "CARICOM" },
    Bloc { code: "CELAC", name: "CELAC" },
    Bloc { code: "MERCOSUR", name: "MERCOSUR" },
    Bloc { code: "OAS", name: "the OAS" },
    Bloc { code: "PACIFIC_ALLIANCE", name: "the Pacific Alliance" },
    Bloc { code: "PARLACEN", name: "PARLACEN" },
    Bloc { code: "PARLATINO", name: "PARLATINO" },
    Bloc { code: "SICA", name: "SICA" },
    Bloc { code: "UNASUR", name: "UNASUR" },
];

/// The state with this alpha-3 code.
pub fn state(code: &str) -> Option<&'static State> {
    STATES.iter().find(|state| state.code == code)
}

/// Codes of the blocs, sorted.
pub fn bloc_codes() -> impl Iterator<Item = &'static str> {
    BLOCS.iter().map(|bloc| bloc.code)
}

/// The far side of a tie: a state, the region or a bloc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Partner(&'static str);

impl Partner {
    /// The region, states unnamed.
    pub const REGION: Partner = Partner(REGION_CODE);

    /// The partner with this code; `None` for any other code (`USA`, `RUS`, …).
    pub fn from_code(code: &str) -> Option<Partner> {
        if code == REGION_CODE {
            return Some(Partner::REGION);
        }
        state(code)
            .map(|state| Partner(state.code))
            .or_else(|| BLOCS.iter().find(|bloc| bloc.code == code).map(|bloc| Partner(bloc.code)))
    }

    /// Alpha-3 code, `LAC` or the bloc's code.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// True for one of the 33 states.
    pub fn is_state(self) -> bool {
        state(self.0).is_some()
    }

    /// English name as headlines use it: `Ecuador`, `Latin America`, `CELAC`.
    pub fn name(self) -> &'static str {
        if let Some(state) = state(self.0) {
            return state.name;
        }
        BLOCS.iter().find(|bloc| bloc.code == self.0).map_or("Latin America", |bloc| bloc.name)
    }

    /// English adjective: `Ecuadorian`, `Latin American`, `CELAC`.
    pub fn adjective(self) -> &'static str {
        match state(self.0) {
            Some(state) => state.adjective,
            None if self == Partner::REGION => "Latin American",
            None => self.name().trim_start_matches("the "),
        }
    }
}

impl fmt::Display for Partner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
