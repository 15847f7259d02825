//! `estafeta eval`: precision, recall and F1 on labelled files, per language, slot, tie type and partner.

mod gold;
mod report;
mod score;

use anyhow::Result;
use model::Lang;
use rayon::prelude::*;

use crate::cli::EvalArgs;
use crate::input::{Loose, article_of};
use crate::rules::RuleSet;

pub(crate) use gold::GoldArticle;
pub(crate) use score::{Verdict, compare};

/// Reads the gold, tags every article of the part that is asked for and prints the figures.
pub(crate) fn run(args: &EvalArgs, rules: &RuleSet) -> Result<()> {
    let mut articles = gold::read(&args.gold)?;
    articles.retain(|article| article.is_set_aside() == args.set_aside);
    let verdicts: Vec<Verdict> = articles.par_iter().map(|article| judge(rules, article)).collect();
    if args.json {
        report::print_json(&articles, &verdicts)
    } else {
        report::print(&articles, &verdicts, (!args.set_aside).then_some(args.worst))
    }
}

/// Tags one gold article as `tag` would and compares.
pub(crate) fn judge(rules: &RuleSet, gold: &GoldArticle) -> Verdict {
    let loose = Loose {
        id: gold.id.clone(),
        title: gold.title.clone(),
        text: gold.text.clone(),
        lang: gold.lang.parse::<Lang>().ok(),
        published: Some(gold.published.clone()).filter(|date| !date.is_empty()),
    };
    // A gold file with an unreadable date is still a text: the date stays open.
    let article = article_of(&loose).unwrap_or_else(|_| {
        article_of(&Loose { published: None, ..loose.clone() })
            .expect("an article without a date is always taken")
    });
    let tagged = extractor::tag_article(&rules.extractor, &article);
    let alert = !classifier::alone(&rules.channels, &tagged).is_empty();
    compare(gold, &tagged.ties, alert)
}
