//! Which alerts a subscriber wants.

use anyhow::{Result, bail};
use model::{Alert, Level, Partner, TieType};

use crate::cli::SubscribeArgs;

/// All conditions must hold; an empty list is no condition.
pub(crate) struct Filter {
    partners: Vec<Partner>,
    tie_types: Vec<TieType>,
    level_min: Level,
}

impl Filter {
    /// Checks the words of the command line.
    pub(crate) fn new(args: &SubscribeArgs) -> Result<Filter> {
        let mut partners = Vec::new();
        for code in &args.country {
            match Partner::from_code(&code.to_ascii_uppercase()) {
                Some(partner) => partners.push(partner),
                None => bail!(
                    "--country: {code:?} is no alpha-3 code of the region, LAC, or a bloc such as CELAC"
                ),
            }
        }
        let mut tie_types = Vec::new();
        for word in &args.tie_type {
            match TieType::from_word(word) {
                Some(tie_type) => tie_types.push(tie_type),
                None => bail!("--type: {word:?} is none of {}", TieType::ALL.map(TieType::word).join(", ")),
            }
        }
        let level_min = match args.severity.as_deref().map(|word| (word, Level::from_word(word))) {
            None => Level::Minor,
            Some((_, Some(level))) => level,
            Some((word, None)) => bail!("--severity: {word:?} is none of minor, moderate, severe, extreme"),
        };
        Ok(Filter { partners, tie_types, level_min })
    }

    /// Whether an alert passes.
    pub(crate) fn passes(&self, alert: &Alert) -> bool {
        let has_partner = alert.tie.partner.iter().any(|partner| self.partners.contains(partner));
        (self.partners.is_empty() || has_partner)
            && (self.tie_types.is_empty() || self.tie_types.contains(&alert.tie.tie_type))
            && alert.severity.level >= self.level_min
    }
}
