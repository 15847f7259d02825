//! The gazetteer that is compiled in, so that the binary runs alone.

use crate::rule_file::RuleFile;

/// Every file of `config/gazetteer`: its name and text.
const FILES: [(&str, &str); 18] = [
    ("gazetteer/states.toml", include_str!("../../../../config/gazetteer/states.toml")),
    ("gazetteer/russia.toml", include_str!("../../../../config/gazetteer/russia.toml")),
    ("gazetteer/regions_blocs.toml", include_str!("../../../../config/gazetteer/regions_blocs.toml")),
    ("gazetteer/thirds.toml", include_str!("../../../../config/gazetteer/thirds.toml")),
    ("gazetteer/bodies_rus.toml", include_str!("../../../../config/gazetteer/bodies_rus.toml")),
    ("gazetteer/companies_rus.toml", include_str!("../../../../config/gazetteer/companies_rus.toml")),
    ("gazetteer/bodies_lac.toml", include_str!("../../../../config/gazetteer/bodies_lac.toml")),
    ("gazetteer/companies_lac.toml", include_str!("../../../../config/gazetteer/companies_lac.toml")),
    ("gazetteer/persons_rus.toml", include_str!("../../../../config/gazetteer/persons_rus.toml")),
    ("gazetteer/persons_andes.toml", include_str!("../../../../config/gazetteer/persons_andes.toml")),
    (
        "gazetteer/persons_southern_cone.toml",
        include_str!("../../../../config/gazetteer/persons_southern_cone.toml"),
    ),
    (
        "gazetteer/persons_central_america.toml",
        include_str!("../../../../config/gazetteer/persons_central_america.toml"),
    ),
    ("gazetteer/persons_caribbean.toml", include_str!("../../../../config/gazetteer/persons_caribbean.toml")),
    ("gazetteer/persons_third.toml", include_str!("../../../../config/gazetteer/persons_third.toml")),
    ("gazetteer/places.toml", include_str!("../../../../config/gazetteer/places.toml")),
    ("gazetteer/events.toml", include_str!("../../../../config/gazetteer/events.toml")),
    (
        "gazetteer/makes_war_nationals.toml",
        include_str!("../../../../config/gazetteer/makes_war_nationals.toml"),
    ),
    ("gazetteer/traps.toml", include_str!("../../../../config/gazetteer/traps.toml")),
];

/// The files as they were when the binary was built, in the order of their names in the list.
pub fn compiled() -> Vec<RuleFile> {
    let file = |&(name, text): &(&str, &str)| RuleFile { name: name.to_owned(), text: text.to_owned() };
    FILES.iter().map(file).collect()
}
