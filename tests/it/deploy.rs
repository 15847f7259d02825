//! What `deploy/` lays out: the steps of the container file run as a script in an empty folder, and what they made runs.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Running, get, root};

/// The machine of the container file: a folder for the stage that builds and one for the stage that runs.
struct Machine {
    dir: tempfile::TempDir,
}

impl Machine {
    /// Takes the steps of `deploy/Containerfile`; the binary of this test stands for the one that would be built there.
    fn built() -> Machine {
        let machine = Machine { dir: tempfile::tempdir().unwrap() };
        let file = std::fs::read_to_string(root().join("deploy/Containerfile")).unwrap();
        let steps = file.replace("\\\n", " ");
        let (build, run) = steps.rsplit_once("\nFROM ").expect("two stages");
        for step in build.lines() {
            machine.take_in_build(step);
        }
        for step in run.lines().filter_map(|step| step.strip_prefix("COPY --from=build ")) {
            let (from, to) = step.split_once(' ').unwrap();
            copy(&machine.place("out").join(from.strip_prefix("/out/").unwrap()), &machine.installed(to));
        }
        machine
    }

    fn take_in_build(&self, step: &str) {
        let source = self.place("src");
        if let Some(paths) = step.strip_prefix("COPY ") {
            let paths: Vec<&str> = paths.split_whitespace().collect();
            let (to, from) = paths.split_last().unwrap();
            // A folder is copied under its own name; what is copied to `.` keeps its name.
            from.iter().for_each(|path| {
                let name = if *to == "." || to.ends_with('/') { path } else { to };
                copy(&root().join(path), &source.join(name.trim_start_matches("./")));
            });
        } else if let Some(command) = step.strip_prefix("RUN ") {
            let command = command.replace("/out", self.place("out").to_str().unwrap());
            let mut shell = Command::new("sh");
            shell.args(["-c", &command]).current_dir(source);
            shell.env("ESTAFETA_BIN", env!("CARGO_BIN_EXE_estafeta"));
            shell.env("ESTAFETA_STATE", self.installed("/var/lib/estafeta"));
            finished(shell);
        }
    }

    fn place(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Where `path` of the running stage is in the folder.
    fn installed(&self, path: &str) -> PathBuf {
        self.place("machine").join(path.trim_start_matches('/'))
    }

    fn estafeta(&self) -> Command {
        let mut command = Command::new(self.installed("/usr/local/bin/estafeta"));
        command
            .arg("--config")
            .arg(self.installed("/etc/estafeta/estafeta.toml"))
            .current_dir(self.dir.path());
        command
    }
}

/// Copies a file or folder; folders above it are made.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    let mut command = Command::new("cp");
    command.arg("-r").args([from, to]);
    finished(command);
}

/// Runs a command that must succeed: stdout and stderr.
fn finished(mut command: Command) -> String {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{command:?}: {said}");
    said
}

#[test]
fn the_steps_of_the_container_file_make_a_machine_that_checks_and_runs() {
    let machine = Machine::built();
    let mut metadata = Command::new(env!("CARGO"));
    metadata.args(["metadata", "--locked", "--format-version", "1"]).current_dir(machine.place("src"));
    finished(metadata);
    let mut check = machine.estafeta();
    check.arg("check");
    finished(check);
    let mut run = machine.estafeta();
    // Polls no source: nobody outside is asked by a test.
    run.args(["run", "--only", "no-source", "--listen", "127.0.0.1:0"]);
    let running = Running::of(run);
    let address = running.page();
    assert_eq!(get(&format!("{address}/livez")), "alive\n");
    assert!(machine.installed("/var/lib/estafeta/estafeta.db").exists(), "state is kept where it belongs");
    assert_eq!(running.end(), Some(0));
}

#[test]
fn the_installed_sources_are_those_of_the_repository_without_the_seed_site() {
    let machine = Machine::built();
    let blocks = |path: &Path| -> Vec<String> {
        let text = std::fs::read_to_string(path).unwrap();
        text.split("[[source]]")
            .skip(1)
            .map(|block| block.split("\n\n").next().unwrap().trim().to_owned())
            .collect()
    };
    let mut own = blocks(&root().join("config/feeds.toml"));
    let seeds = own.extract_if(.., |block| block.contains("url = \"seed-site:")).count();
    let installed = machine.installed("/etc/estafeta/feeds.toml");
    assert!(seeds == 5 && own.len() >= 40, "{seeds} seed sources, {} others", own.len());
    assert_eq!(blocks(&installed), own);
    assert!(!std::fs::read_to_string(installed).unwrap().contains("# The seed site"), "nor its comment");
    let settings = std::fs::read_to_string(machine.installed("/etc/estafeta/estafeta.toml")).unwrap();
    assert!(!settings.contains("seed") && !settings.contains("../"), "{settings}");
}

#[test]
fn a_configuration_that_is_there_is_kept() {
    let machine = Machine::built();
    let settings = machine.place("out").join("etc/estafeta/estafeta.toml");
    std::fs::write(&settings, "# mine\n").unwrap();
    machine.take_in_build("RUN DESTDIR=/out sh deploy/install.sh");
    assert_eq!(std::fs::read_to_string(settings).unwrap(), "# mine\n");
}

#[test]
fn systemd_finds_nothing_to_say_about_the_unit() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        println!("skipped: systemd-analyze is missing; make test installs it");
        return;
    }
    let machine = Machine::built();
    let unit = machine.place("out").join("etc/systemd/system/estafeta.service");
    let text = std::fs::read_to_string(unit).unwrap();
    // The paths that it names stand below the folder of this test.
    let at = |path: &str| machine.installed(path).display().to_string();
    let text =
        text.replace("/usr/local/bin", &at("/usr/local/bin")).replace("/etc/estafeta", &at("/etc/estafeta"));
    assert!(text.contains(&at("/usr/local/bin/estafeta")), "{text}");
    let unit = machine.place("estafeta.service");
    std::fs::write(&unit, text).unwrap();
    let mut verify = Command::new("systemd-analyze");
    verify.arg("verify").arg(unit);
    // It warns of unknown keys and still succeeds; what it says of the machine's own units is not our affair.
    let said = finished(verify);
    assert!(!said.contains("estafeta"), "{said}");
}
