//! The cue files that are compiled in, so that the binary runs alone.

use crate::rule_file::RuleFile;

/// Every file of `config/cues`: its name and text.
const FILES: [(&str, &str); 25] = [
    ("cues/acts.en.toml", include_str!("../../../../config/cues/acts.en.toml")),
    ("cues/acts.es.toml", include_str!("../../../../config/cues/acts.es.toml")),
    ("cues/acts.pt.toml", include_str!("../../../../config/cues/acts.pt.toml")),
    ("cues/acts.ru.toml", include_str!("../../../../config/cues/acts.ru.toml")),
    ("cues/attribution.en.toml", include_str!("../../../../config/cues/attribution.en.toml")),
    ("cues/attribution.es.toml", include_str!("../../../../config/cues/attribution.es.toml")),
    ("cues/attribution.pt.toml", include_str!("../../../../config/cues/attribution.pt.toml")),
    ("cues/attribution.ru.toml", include_str!("../../../../config/cues/attribution.ru.toml")),
    ("cues/context.en.toml", include_str!("../../../../config/cues/context.en.toml")),
    ("cues/context.es.toml", include_str!("../../../../config/cues/context.es.toml")),
    ("cues/context.pt.toml", include_str!("../../../../config/cues/context.pt.toml")),
    ("cues/context.ru.toml", include_str!("../../../../config/cues/context.ru.toml")),
    ("cues/realis.en.toml", include_str!("../../../../config/cues/realis.en.toml")),
    ("cues/realis.es.toml", include_str!("../../../../config/cues/realis.es.toml")),
    ("cues/realis.pt.toml", include_str!("../../../../config/cues/realis.pt.toml")),
    ("cues/realis.ru.toml", include_str!("../../../../config/cues/realis.ru.toml")),
    ("cues/sentence.en.toml", include_str!("../../../../config/cues/sentence.en.toml")),
    ("cues/sentence.es.toml", include_str!("../../../../config/cues/sentence.es.toml")),
    ("cues/sentence.pt.toml", include_str!("../../../../config/cues/sentence.pt.toml")),
    ("cues/sentence.ru.toml", include_str!("../../../../config/cues/sentence.ru.toml")),
    ("cues/topics.en.toml", include_str!("../../../../config/cues/topics.en.toml")),
    ("cues/topics.es.toml", include_str!("../../../../config/cues/topics.es.toml")),
    ("cues/topics.pt.toml", include_str!("../../../../config/cues/topics.pt.toml")),
    ("cues/topics.ru.toml", include_str!("../../../../config/cues/topics.ru.toml")),
    ("cues/weights.toml", include_str!("../../../../config/cues/weights.toml")),
];

/// The files as they were when the binary was built, in the order of their names.
pub(crate) fn compiled() -> Vec<RuleFile> {
    let file = |&(name, text): &(&str, &str)| RuleFile { name: name.to_owned(), text: text.to_owned() };
    FILES.iter().map(file).collect()
}
