//! What an element says about itself: its name, role, class and id, read word by word.
//!
//! Class names are split at anything that is not a letter or digit and at a change of case, so that `shareBar`, `share-bar`
//! and `share_bar` are the same two words, and `shareholder` is none of them. The lists are in English, Spanish,
//! Portuguese, and the Latin spellings found on Russian and German sites.

use std::sync::LazyLock;

use super::scan::Attributes;
use super::tags::Tag;

/// A set of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks(u16);

impl Marks {
    pub(super) const NONE: Marks = Marks(0);
    /// Around the text, not of it: navigation, sharing, related links, captions, newsletter calls.
    pub(super) const FURNITURE: Marks = Marks(1);
    /// Readers' comments.
    pub(super) const COMMENTS: Marks = Marks(2);
    /// Calls itself the body of an article.
    pub(super) const BODY: Marks = Marks(4);
    /// Names the author.
    pub(super) const BYLINE: Marks = Marks(8);
    /// A consent or cookie box.
    pub(super) const CONSENT: Marks = Marks(16);
    /// A paywall or its notice.
    pub(super) const PAYWALL: Marks = Marks(32);
    /// The day of publication.
    pub(super) const PUBLISHED: Marks = Marks(64);
    /// The day of the last change.
    pub(super) const MODIFIED: Marks = Marks(128);
    /// The furniture mark comes from the element's name or role, which pages use with more care than class names.
    pub(super) const BY_NAME: Marks = Marks(256);
    /// Half of a body's name: `article`, `story`.
    const BODY_WHAT: Marks = Marks(512);
    /// The other half: `body`, `text`.
    const BODY_PART: Marks = Marks(1024);

    /// Whether any of `other` is in the set.
    pub(super) fn has(self, other: Marks) -> bool {
        self.0 & other.0 != 0
    }

    fn with(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }

    fn without(self, other: Marks) -> Marks {
        Marks(self.0 & !other.0)
    }
}

/// How much of a class or id is read; longer ones are generated.
const CLASS_BYTES_MAX: usize = 400;

/// The marks of a start tag.
pub(super) fn marks_of(tag: Tag, attributes: &Attributes) -> Marks {
    if matches!(tag, Tag::Html | Tag::Body | Tag::Head | Tag::Void) {
        return Marks::NONE;
    }
    let mut marks =
        words_of(attributes.class).with(words_of(attributes.id)).with(itemprop_of(attributes.itemprop));
    if attributes.rel.eq_ignore_ascii_case("author") {
        marks = marks.with(Marks::BYLINE);
    }
    match tag {
        Tag::Main => marks = marks.without(Marks::FURNITURE),
        Tag::A | Tag::H1 => marks = marks.without(Marks::FURNITURE.with(Marks::BODY)),
        Tag::P | Tag::Li | Tag::Heading => marks = marks.without(Marks::BODY),
        Tag::Inline | Tag::Time if attributes.itemprop.is_empty() => marks = marks.without(Marks::BODY),
        _ => {}
    }
    if tag.is_furniture() || is_hidden(attributes) || is_furniture_role(attributes.role) {
        marks = marks.with(Marks::FURNITURE).with(Marks::BY_NAME);
    }
    marks
}

fn is_hidden(attributes: &Attributes) -> bool {
    attributes.hidden
        || !attributes.style.is_empty() && {
            let style: String = attributes.style.chars().take(200).filter(|c| !c.is_whitespace()).collect();
            style.contains("display:none") || style.contains("visibility:hidden")
        }
}

fn is_furniture_role(role: &str) -> bool {
    matches!(
        role,
        "navigation"
            | "banner"
            | "complementary"
            | "contentinfo"
            | "search"
            | "dialog"
            | "alertdialog"
            | "menu"
            | "menubar"
            | "toolbar"
    )
}

fn itemprop_of(itemprop: &str) -> Marks {
    match itemprop {
        "articleBody" | "reviewBody" | "text" => Marks::BODY,
        "author" | "name author" => Marks::BYLINE,
        "datePublished" | "dateCreated" => Marks::PUBLISHED,
        "dateModified" => Marks::MODIFIED,
        _ => Marks::NONE,
    }
}

/// The marks of a class or id attribute.
fn words_of(value: &str) -> Marks {
    let mut marks = Marks::NONE;
    if value.is_empty() || value.len() > CLASS_BYTES_MAX {
        return marks;
    }
    for name in value.split_ascii_whitespace() {
        // A colon or bracket makes a utility class: `print:hidden` says nothing about the screen.
        if memchr::memchr2(b':', b'[', name.as_bytes()).is_none() {
            marks = marks.with(name_marks(name.as_bytes()));
        }
    }
    if marks.has(Marks::BODY) { marks.without(Marks::FURNITURE) } else { marks }
}

/// The marks of one class name; `article` and `body` in the same name make a body.
fn name_marks(name: &[u8]) -> Marks {
    let mut marks = Marks::NONE;
    let mut start = 0;
    let mut negated = false;
    while start < name.len() {
        if !name[start].is_ascii_alphanumeric() {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        while end < name.len()
            && name[end].is_ascii_alphanumeric()
            && !(name[end].is_ascii_uppercase() && name[end - 1].is_ascii_lowercase())
        {
            end += 1;
        }
        let word = &name[start..end];
        if start == 0 && (is_negation(word) || is_taxonomy(word) && name.get(end) == Some(&b'-')) {
            return Marks::NONE;
        }
        if !negated {
            marks = marks.with(word_marks(word));
        }
        negated = is_negation(word);
        start = end;
    }
    let halves = Marks::BODY_WHAT.with(Marks::BODY_PART);
    if marks.0 & halves.0 == halves.0 {
        marks = marks.with(Marks::BODY);
    }
    if marks.has(Marks::FURNITURE.with(Marks::COMMENTS)) {
        marks = marks.without(Marks::BODY);
    }
    marks.without(halves)
}

/// First words of classes that tell what an article is about, as WordPress writes them: `tag-social`, `category-ads`.
fn is_taxonomy(word: &[u8]) -> bool {
    matches!(word, b"tag" | b"category" | b"type" | b"format" | b"status" | b"topic" | b"section")
}

/// Words that turn what follows into a remark about layout: `no-sidebar`, `has-post-thumbnail`.
fn is_negation(word: &[u8]) -> bool {
    matches!(word, b"no" | b"has" | b"with" | b"without" | b"hide" | b"hides" | b"non" | b"not")
}

fn word_marks(word: &[u8]) -> Marks {
    let mut lower = [0u8; 20];
    if word.len() < 2 || word.len() > lower.len() {
        return Marks::NONE;
    }
    let lower = &mut lower[..word.len()];
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    match &*lower {
        b"article" | b"story" | b"post" | b"entry" | b"news" | b"noticia" | b"materia" | b"nota"
        | b"artigo" | b"articulo" | b"artikel" | b"single" | b"detail" | b"blog" | b"statya" | b"novost"
        | b"main" => Marks::BODY_WHAT,
        b"body" | b"text" | b"content" | b"texto" | b"cuerpo" | b"corpo" | b"copy" | b"contenido"
        | b"conteudo" | b"inhalt" | b"bodytext" | b"tekst" => Marks::BODY_PART,
        b"articlebody" | b"entrycontent" | b"storybody" | b"postcontent" | b"articletext"
        | b"articlecontent" | b"postbody" | b"newstext" | b"storytext" | b"storycontent" | b"maincontent" => {
            Marks::BODY
        }
        b"comment" | b"comments" | b"commentlist" | b"disqus" | b"comentarios" | b"comentario"
        | b"kommentare" | b"kommentar" | b"respond" | b"livefyre" | b"replies" | b"kommentarii"
        | b"hypercomments" => Marks::COMMENTS,
        b"byline" | b"bylines" | b"author" | b"authors" | b"autor" | b"autores" | b"avtor" | b"autoria"
        | b"assinado" => Marks::BYLINE,
        b"cookie" | b"cookies" | b"consent" | b"gdpr" | b"cookiebar" | b"onetrust" | b"didomi" | b"lgpd"
        | b"cmp" => Marks::CONSENT.with(Marks::FURNITURE),
        b"paywall" | b"regwall" | b"piano" | b"paywalled" => Marks::PAYWALL,
        b"published" | b"pubdate" | b"fecha" => Marks::PUBLISHED,
        b"modified" | b"updated" | b"actualizado" | b"atualizado" => Marks::MODIFIED,
        other if is_furniture_word(other) => Marks::FURNITURE,
        _ => Marks::NONE,
    }
}

fn is_furniture_word(word: &[u8]) -> bool {
    let Some(&(start, end)) =
        word.first().and_then(|letter| BY_LETTER.get(usize::from(letter.wrapping_sub(b'a'))))
    else {
        return false;
    };
    FURNITURE_WORDS[start..end].iter().any(|furniture| furniture.as_bytes() == word)
}

/// The range of the words that begin with each letter: most words of class names are settled by a few comparisons.
static BY_LETTER: LazyLock<[(usize, usize); 26]> = LazyLock::new(|| {
    std::array::from_fn(|letter| {
        let letter = b'a' + letter as u8;
        let start = FURNITURE_WORDS.partition_point(|word| word.as_bytes()[0] < letter);
        (start, FURNITURE_WORDS.partition_point(|word| word.as_bytes()[0] <= letter))
    })
});

/// Words of boxes around the text; sorted.
const FURNITURE_WORDS: &[&str] = &[
    "ad",
    "adbox",
    "addthis",
    "addtoany",
    "ads",
    "adsense",
    "adslot",
    "advert",
    "advertisement",
    "advertising",
    "advertorial",
    "adverts",
    "anuncio",
    "anuncios",
    "anzeige",
    "assinatura",
    "assine",
    "banner",
    "banners",
    "bio",
    "boletin",
    "breadcrumb",
    "breadcrumbs",
    "caption",
    "captions",
    "carousel",
    "compartilhar",
    "compartilhe",
    "compartir",
    "copyright",
    "credit",
    "credits",
    "dateline",
    "destacados",
    "dfp",
    "disclaimer",
    "dropdown",
    "etiquetas",
    "feedback",
    "footer",
    "footnav",
    "hashtags",
    "hidden",
    "hinweis",
    "infobox",
    "invisible",
    "jumplink",
    "leia",
    "leiamais",
    "lightbox",
    "login",
    "masnoticias",
    "masthead",
    "menu",
    "metadata",
    "modal",
    "mostpopular",
    "mostread",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "newsletters",
    "novosti",
    "offscreen",
    "outbrain",
    "overlay",
    "pager",
    "pagination",
    "podelitsya",
    "podpiska",
    "poll",
    "popular",
    "popup",
    "postmeta",
    "promo",
    "promobox",
    "promos",
    "promoted",
    "promotion",
    "publicidad",
    "publicidade",
    "quiz",
    "rating",
    "ratings",
    "readalso",
    "readmore",
    "recirc",
    "recirculation",
    "recommendation",
    "recommendations",
    "recommended",
    "reklama",
    "relacionada",
    "relacionadas",
    "relacionado",
    "relacionados",
    "related",
    "relateds",
    "saiba",
    "saibamais",
    "screenreader",
    "search",
    "seealso",
    "share",
    "sharebar",
    "sharethis",
    "sharing",
    "sidebar",
    "signin",
    "signup",
    "skip",
    "slideshow",
    "social",
    "socials",
    "sponsor",
    "sponsored",
    "sponsors",
    "sr",
    "submenu",
    "subscribe",
    "subscription",
    "subscriptions",
    "suscribete",
    "suscripcion",
    "syndication",
    "taboola",
    "tagcloud",
    "taglist",
    "tags",
    "teaser",
    "teasers",
    "teilen",
    "thumb",
    "thumbnail",
    "timestamp",
    "toc",
    "toolbar",
    "tools",
    "tooltip",
    "topics",
    "trending",
    "veja",
    "vote",
    "werbung",
];
