//! The page as a reader sees it: in headless Chromium, with scripts and without.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::{Folder, get, root, until};

/// Names under which systems know it.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// Nothing is asked of anybody outside, nothing is kept, and it runs as root in a container too.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
];

/// A browser with a profile of its own.
struct Browser {
    name: &'static str,
    profile: tempfile::TempDir,
}

impl Browser {
    /// The browser of this machine, if it has one.
    fn found() -> Option<Browser> {
        let works = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
        let name = NAMES.iter().find(works)?;
        Some(Browser { name, profile: tempfile::tempdir().unwrap() })
    }

    /// Lets no page run scripts from now on.
    fn forbid_scripts(&self) {
        let settings = self.profile.path().join("Default");
        std::fs::create_dir_all(&settings).unwrap();
        let forbidden = r#"{"profile":{"default_content_setting_values":{"javascript":2}}}"#;
        std::fs::write(settings.join("Preferences"), forbidden).unwrap();
        let page = self
            .dom("data:text/html,<p>off</p><script>document.querySelector('p').textContent='on'</script>");
        assert!(page.contains("<p>off</p>"), "{} runs scripts all the same: {page}", self.name);
    }

    fn command(&self, flags: &[&str], url: &str) -> Command {
        let mut command = Command::new(self.name);
        command.args(FLAGS).arg(format!("--user-data-dir={}", self.profile.path().display()));
        command.args(flags).arg(url).stderr(Stdio::null());
        command
    }

    /// The document as it stands once the page and its scripts are loaded.
    fn dom(&self, url: &str) -> String {
        let output = self.command(&["--dump-dom"], url).output().unwrap();
        assert!(output.status.success(), "{} {url}: {:?}", self.name, output.status);
        String::from_utf8(output.stdout).unwrap()
    }

    /// A picture of the page under target/screenshots; its size in bytes.
    fn picture(&self, file: &str, url: &str) -> u64 {
        let file: PathBuf = root().join("target/screenshots").join(file);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let flag = format!("--screenshot={}", file.display());
        assert!(self.command(&[&flag], url).stdout(Stdio::null()).status().unwrap().success());
        let bytes = std::fs::read(&file).unwrap();
        assert!(bytes.starts_with(b"\x89PNG"), "{}", file.display());
        bytes.len() as u64
    }

    /// Opens the page in a tab that stays open.
    fn tab(self, url: &str) -> Tab {
        let child = self.command(&["--remote-debugging-port=0"], url).stdout(Stdio::null()).spawn().unwrap();
        let told = self.profile.path().join("DevToolsActivePort");
        let tab = Tab { child, _browser: self, told };
        until("the tab is loaded", || tab.title().filter(|title| title.contains("Estafeta")));
        tab
    }
}

/// An open page.
struct Tab {
    child: Child,
    _browser: Browser,
    /// The file that tells the port of its tools.
    told: PathBuf,
}

impl Tab {
    /// The title that the page has now.
    fn title(&self) -> Option<String> {
        let told = std::fs::read_to_string(&self.told).ok()?;
        let port = told.lines().next()?;
        let tabs: Value = serde_json::from_str(&get(&format!("http://127.0.0.1:{port}/json/list"))).unwrap();
        let page = tabs.as_array()?.iter().find(|tab| tab["type"] == "page")?;
        page["title"].as_str().map(str::to_owned)
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The alerts of a page of the seed site, once it raised one.
fn raised_by(folder: &Folder, page: &str) -> Vec<Value> {
    until(page, || {
        let of_page =
            |alert: &Value| alert["evidence"][0]["url"].as_str().is_some_and(|url| url.ends_with(page));
        Some(folder.alerts().into_iter().filter(of_page).collect()).filter(|found: &Vec<_>| !found.is_empty())
    })
}

/// What the first `<mark>` of a page shows.
fn marked(page: &str) -> String {
    let mark = page.split("<mark>").nth(1).and_then(|rest| rest.split("</mark>").next()).unwrap_or_default();
    let shown: String =
        mark.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    quick_xml::escape::unescape(&shown).unwrap().into_owned()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn the_page_shows_alerts_and_evidence_with_scripts_and_without_and_tells_of_news_live() {
    let (Some(browser), Some(without_scripts)) = (Browser::found(), Browser::found()) else {
        println!("skipped: chromium is missing; make test installs it");
        return;
    };
    let folder = Folder::bare();
    let running = folder.start();
    let address = running.page();
    folder.publish(Path::new("courier/uyuni-lithium-plant.html"));
    let alert = &raised_by(&folder, "uyuni-lithium-plant.html")[0];
    let (home, sources) = (format!("{address}/"), format!("{address}/sources"));
    let own = format!("{address}/alerts/{}", text(&alert["alert_id"]));
    without_scripts.forbid_scripts();
    for (browser, file) in [(&browser, "scripts"), (&without_scripts, "no-scripts")] {
        let (list, one) = (browser.dom(&home), browser.dom(&own));
        assert!(list.contains(text(&alert["headline"])), "{file}: {list}");
        assert!(one.contains(text(&alert["headline"])), "{file}: {one}");
        assert_eq!(marked(&one), text(&alert["evidence"][0]["sentence"]), "{file}");
        let blank = browser.picture("blank.png", "about:blank");
        for (page, url) in [("alerts", &home), ("alert", &own), ("sources", &sources)] {
            let size = browser.picture(&format!("{page}-{file}.png"), url);
            assert!(size > 3 * blank, "{page}, {file}: {size} bytes, an empty page has {blank}");
        }
    }

    let tab = browser.tab(&home);
    assert!(!tab.title().unwrap().starts_with('('), "nothing is new yet");
    folder.publish(Path::new("courier/bogota-expels-two.html"));
    raised_by(&folder, "bogota-expels-two.html");
    until("the open page tells of the new alert", || tab.title().filter(|title| title.starts_with('(')));
    drop(tab);
    assert_eq!(running.end(), Some(0));
}
